package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.Duplicate.Place;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.LayerChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which sites a layer that is computed twice sees; both engines agree, or the run fails. */
class DuplicateTest {
  private static BothEngines.Sum run(FaultSite site, double rate, Duplicate duplicate) {
    return BothEngines.compare(List.of(duplicate), List.of(site), rate);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"OPERAND", "PRODUCT", "PARTIAL_SUM", "ACCUMULATOR", "ACTIVATION"})
  void flipsInsideTheArrayAreDetectedAndStop(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-3, new Duplicate());
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    // The second pass was struck, and the first is right.
    assertThat(sum.words(Outcome.FALSE_ALARM)).isPositive();
    assertThat(sum.words(Outcome.CORRECTED)).isZero();
    assertThat(sum.tally().isStopped()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"WEIGHT", "INPUT", "DRAM", "BIAS", "SCALE"})
  void whatBothPassesShareIsNotSeen(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-3, new Duplicate());
    assertThat(sum.flips()).isPositive();
    assertThat(sum.words(Outcome.DETECTED) + sum.words(Outcome.FALSE_ALARM)).isZero();
    assertThat(sum.tally().isStopped()).isFalse();
  }

  @Test
  void passesOnWhereItShall() {
    BothEngines.Sum sum =
        run(FaultSite.ACTIVATION, 1e-3, new Duplicate(null, null, Reaction.PASS, null));
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "OPERAND, 3e-5",
    "PRODUCT, 1e-5",
    "PARTIAL_SUM, 1e-5",
    "ACCUMULATOR, 3e-4",
    "ACTIVATION, 3e-4"
  })
  void foldsAreComputedAgainUntilPassesAgree(FaultSite site, double rate) {
    BothEngines.Sum sum = run(site, rate, new Duplicate(null, null, Reaction.REPEAT, 8));
    assertThat(sum.words(Outcome.DETECTED) + sum.words(Outcome.FALSE_ALARM)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
  }

  @Test
  void passesThatNeverAgreeStop() {
    BothEngines.Sum sum =
        run(FaultSite.PRODUCT, 1e-2, new Duplicate(null, null, Reaction.REPEAT, 2));
    assertThat(sum.tally().isStopped()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void bothEnginesRepeatOnEveryDataflow(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    List<FaultSite> sites =
        List.of(
            FaultSite.WEIGHT,
            FaultSite.OPERAND,
            FaultSite.PRODUCT,
            FaultSite.PARTIAL_SUM,
            FaultSite.ACCUMULATOR,
            FaultSite.ACTIVATION);
    Duplicate repeating = new Duplicate(null, null, Reaction.REPEAT, 3);
    BothEngines.Sum sum = BothEngines.compare(List.of(new Range(), repeating), sites, 2e-4, array);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Dataflow.class,
      names = {"OUTPUT_STATIONARY", "WEIGHT_STATIONARY"})
  void sideBySideBothEnginesAgree(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 5, dataflow, null, null);
    List<FaultSite> sites =
        List.of(
            FaultSite.WEIGHT,
            FaultSite.OPERAND,
            FaultSite.PRODUCT,
            FaultSite.PARTIAL_SUM,
            FaultSite.ACCUMULATOR,
            FaultSite.ACTIVATION,
            FaultSite.PE);
    Duplicate space = new Duplicate(null, Place.SPACE, Reaction.REPEAT, 2);
    BothEngines.Sum sum = BothEngines.compare(List.of(space), sites, 2e-4, array);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.words(Outcome.FALSE_ALARM)).isPositive();
  }

  @Test
  void sideBySideNeedsFiltersInColumns() {
    Duplicate space = new Duplicate(null, Place.SPACE, null, null);
    ArraySettings array = new ArraySettings(5, 5, Dataflow.INPUT_STATIONARY, null, null);
    assertThatThrownBy(
            () -> BothEngines.compare(List.of(space), List.of(FaultSite.PRODUCT), 1e-3, array))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("duplicate.in: time");
  }

  @Test
  void onlyChosenLayersAreComputedTwice() {
    Duplicate first = new Duplicate(List.of(LayerChoice.of(0)), null, Reaction.STOP, null);
    BothEngines.Sum sum = run(FaultSite.ACTIVATION, 3e-3, first);
    long inFirst = 0;
    for (var guard : sum.tally().guards()) {
      inFirst += sum.tally().words(guard, 0, Outcome.DETECTED);
    }
    assertThat(sum.words(Outcome.DETECTED)).isEqualTo(inFirst).isPositive();
  }

  @Test
  void layersAndReactionsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Duplicate(null, null, Reaction.ZERO, null))
        .hasMessage("detected must be stop, pass or repeat");
    Duplicate unknown = new Duplicate(List.of(LayerChoice.of(99)), null, null, null);
    assertThatThrownBy(() -> run(FaultSite.ACTIVATION, 1e-3, unknown))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("duplicate.layers");
  }
}
