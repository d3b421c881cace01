package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Detected results that the dot-product unit computes again; both engines agree, or a run fails.
 */
class RecomputeResultsTest {
  private static final List<FaultSite> RESULTS = List.of(FaultSite.ACTIVATION);

  private static Parity parity(int word) {
    return new Parity(RESULTS, word, Reaction.RECOMPUTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64})
  void detectedResultsAreRightAgain(int word) {
    BothEngines.Sum sum = BothEngines.compare(List.of(parity(word)), RESULTS, 2e-4);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.words(Outcome.MISSED)).isZero();
    assertThat(sum.changed()).isZero();
    assertThat(sum.tally().refetches())
        .hasSize((int) (sum.words(Outcome.DETECTED) + sum.words(Outcome.FALSE_ALARM)));
  }

  @Test
  void whatTheCodeCorrectsIsNotComputed() {
    Secded code = new Secded(RESULTS, 64, null, Reaction.RECOMPUTE);
    BothEngines.Sum sum = BothEngines.compare(List.of(code), RESULTS, 3e-3);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().refetches()).hasSize((int) sum.words(Outcome.DETECTED));
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void theUnitsOperationsAreStruckToo(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    List<FaultSite> all =
        List.of(
            FaultSite.ACTIVATION,
            FaultSite.WEIGHT,
            FaultSite.INPUT,
            FaultSite.BIAS,
            FaultSite.SCALE,
            FaultSite.OPERAND,
            FaultSite.PRODUCT,
            FaultSite.PARTIAL_SUM,
            FaultSite.ACCUMULATOR);
    BothEngines.Sum sum = BothEngines.compare(List.of(new Tmr(2, 4), parity(32)), all, 2e-3, array);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.changed()).isPositive();
  }

  @Test
  void itGoesBehindChecksOfSumsAndInFrontOfBounds() {
    List<FaultSite> sites =
        List.of(FaultSite.ACTIVATION, FaultSite.WEIGHT, FaultSite.ACCUMULATOR, FaultSite.PRODUCT);
    BothEngines.Sum sum =
        BothEngines.compare(
            List.of(new Checksum(null, Reaction.REFETCH, 8), parity(8), new Range()), sites, 4e-5);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
  }

  @Test
  void nothingElseCanBeComputedAgain() {
    for (FaultSite site : List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.DRAM)) {
      Parity wrong = new Parity(List.of(site), 8, Reaction.RECOMPUTE);
      assertThatThrownBy(() -> BothEngines.compare(List.of(wrong), List.of(site), 1e-3))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("parity cannot guard site " + site.label())
          .hasMessageContaining("computes results (activation) alone");
    }
  }
}
