package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.ProtectSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which sites check sums see; both engines agree, or the run fails. */
class ChecksumTest {
  private static final List<FaultSite> ALL =
      List.of(
          FaultSite.DRAM,
          FaultSite.WEIGHT,
          FaultSite.INPUT,
          FaultSite.OPERAND,
          FaultSite.PRODUCT,
          FaultSite.PARTIAL_SUM,
          FaultSite.ACCUMULATOR,
          FaultSite.ACTIVATION,
          FaultSite.BIAS,
          FaultSite.SCALE);

  private static BothEngines.Sum run(FaultSite site, double rate) {
    return BothEngines.compare(List.of(new Checksum()), List.of(site), rate);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"PRODUCT", "PARTIAL_SUM", "ACCUMULATOR"})
  void aSingleErrorInsideTheArrayIsCorrected(FaultSite site) {
    BothEngines.Sum sum = run(site, site == FaultSite.ACCUMULATOR ? 1e-4 : 1e-5);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.words(Outcome.MISCORRECTED)).isZero();
    assertThat(sum.words(Outcome.MISSED)).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"PRODUCT", "PARTIAL_SUM", "ACCUMULATOR", "OPERAND", "WEIGHT", "DRAM"})
  void manyErrorsAreDetectedAndStop(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-3);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isTrue();
  }

  @Test
  void aStruckWeightIsSeenByTheSumsOfPixelsAndCannotBeLocated() {
    BothEngines.Sum sum = run(FaultSite.WEIGHT, 1e-4);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.words(Outcome.CORRECTED)).isZero();
  }

  @Test
  void struckCheckSumsAloneAreFalseAlarms() {
    BothEngines.Sum sum = run(FaultSite.ACCUMULATOR, 1e-4);
    assertThat(sum.words(Outcome.FALSE_ALARM)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"INPUT", "ACTIVATION", "BIAS", "SCALE"})
  void whatBothSidesShareAndWhatComesBehindIsNotSeen(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-3);
    assertThat(sum.flips()).isPositive();
    for (Outcome outcome : Outcome.counted()) {
      assertThat(sum.words(outcome)).as(outcome.label()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void bothEnginesAgreeOnEveryDataflow(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    BothEngines.Sum sum = BothEngines.compare(List.of(new Checksum()), ALL, 1e-4, array);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
  }

  @Test
  void bothEnginesAgreeBehindBoundsAndVotes() {
    List<ProtectSettings> both =
        List.of(new Tmr(2, 2), new Range(), new Checksum(null, Reaction.PASS, null));
    BothEngines.Sum sum = BothEngines.compare(both, ALL, 1e-4);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void tilesAreComputedAgainUntilTheirSumsAreRight(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    Checksum repeating = new Checksum(null, Reaction.REPEAT, 8);
    List<FaultSite> inside =
        List.of(
            FaultSite.OPERAND,
            FaultSite.PRODUCT,
            FaultSite.PARTIAL_SUM,
            FaultSite.ACCUMULATOR,
            FaultSite.ACTIVATION);
    // Weight-stationary tiles are as large as the image.
    double rate = dataflow == Dataflow.WEIGHT_STATIONARY ? 1.5e-5 : 3e-5;
    BothEngines.Sum sum = BothEngines.compare(List.of(repeating), inside, rate, array);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
  }

  @Test
  void whatStaysWrongStops() {
    // A struck weight of the buffer is there in every turn.
    Checksum repeating = new Checksum(null, Reaction.REPEAT, 2);
    BothEngines.Sum sum = BothEngines.compare(List.of(repeating), ALL, 1e-4);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void struckWeightsAreReadAgainAndAreRightThen(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    Checksum refetching = new Checksum(null, Reaction.REFETCH, 1);
    BothEngines.Sum sum =
        BothEngines.compare(List.of(refetching), List.of(FaultSite.WEIGHT), 1e-4, array);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
    assertThat(sum.changed()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void whatTransfersSpoilAgainIsReadOnceMore(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    Checksum refetching = new Checksum(null, Reaction.REFETCH, 8);
    List<FaultSite> inside =
        List.of(
            FaultSite.DRAM,
            FaultSite.WEIGHT,
            FaultSite.INPUT,
            FaultSite.OPERAND,
            FaultSite.PRODUCT,
            FaultSite.ACCUMULATOR,
            FaultSite.ACTIVATION);
    BothEngines.Sum sum = BothEngines.compare(List.of(refetching), inside, 3e-5, array);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
    BothEngines.Sum coded =
        BothEngines.compare(
            List.of(
                new Parity(List.of(FaultSite.DRAM, FaultSite.WEIGHT), 32, Reaction.REFETCH, 2),
                refetching,
                new Range()),
            inside,
            3e-4,
            array);
    assertThat(coded.words(Outcome.DETECTED)).isPositive();
  }

  @Test
  void expectedFlipsAreThoseOfAllCells() {
    BothEngines.Sum sum = run(FaultSite.PRODUCT, 1e-3);
    assertThat((double) sum.flips())
        .isBetween(sum.expectedFlips() * 0.9, sum.expectedFlips() * 1.1);
  }

  @Test
  void onlyChosenLayersAreChecked() {
    Checksum first = new Checksum(List.of(LayerChoice.of(0)), Reaction.STOP, null);
    BothEngines.Sum sum = BothEngines.compare(List.of(first), List.of(FaultSite.ACCUMULATOR), 3e-3);
    long inFirst = 0;
    for (var guard : sum.tally().guards()) {
      inFirst += sum.tally().words(guard, 0, Outcome.DETECTED);
    }
    assertThat(sum.words(Outcome.DETECTED)).isEqualTo(inFirst).isPositive();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatThrownBy(() -> new Checksum(null, Reaction.ZERO, null))
        .hasMessage("detected must be stop, pass, repeat or refetch");
    assertThatThrownBy(
            () ->
                BothEngines.compare(
                    List.of(new Checksum(), new Duplicate()), List.of(FaultSite.PRODUCT), 1e-3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("checksum goes neither");
  }
}
