package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Recomputation;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the dot-product unit keeps from neurons that it computes, here all of them; both engines
 * agree, or the run fails.
 */
class RecomputeTest {
  private static BothEngines.Sum run(FaultSite site, double rate) {
    return BothEngines.compare(List.of(new Recomputation()), List.of(site), rate, 1.0);
  }

  @Test
  void stuckElementsDoNotReachIt() {
    BothEngines.Sum bare = BothEngines.compare(List.of(), List.of(FaultSite.PE), 1e-3);
    assertThat(bare.changed()).isPositive();
    assertThat(run(FaultSite.PE, 1e-3).changed()).isZero();
  }

  @Test
  void aStruckTableOfPositionsAloneDoesNoHarm() {
    BothEngines.Sum sum = run(FaultSite.POSITION, 1e-1);
    assertThat(sum.flips()).isPositive();
    assertThat(sum.changed()).isZero();
    assertThat(Outcome.counted()).allMatch(outcome -> sum.words(outcome) == 0);
    double bits = sum.exposedBits();
    assertThat((double) sum.flips()).isCloseTo(bits * 0.1, within(4 * Math.sqrt(bits * 0.1)));
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void aStruckPositionLeavesItsNeuronToTheArray(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(5, 3, dataflow, null, null);
    List<FaultSite> both = List.of(FaultSite.POSITION, FaultSite.PE);
    BothEngines.Sum sum = BothEngines.compare(List.of(new Recomputation()), both, 3e-2, array, 0.5);
    assertThat(sum.tally().redundant(new Cells(FaultSite.POSITION, "recompute"), 0, 0))
        .isPositive();
    assertThat(sum.changed()).isPositive();
    BothEngines.Sum all = BothEngines.compare(List.of(new Recomputation()), both, 3e-2, array, 1);
    assertThat(all.changed()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"PRODUCT_STREAM", "TABLE", "SUM", "POSITION", "PE"},
      mode = EnumSource.Mode.EXCLUDE)
  void flipsReachItAsTheyReachTheArrayAndNothingIsDetected(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-2);
    assertThat(sum.changed()).isPositive();
    assertThat(Outcome.counted()).allMatch(outcome -> sum.words(outcome) == 0);
  }
}
