package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Recomputation;
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

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"PRODUCT_STREAM", "TABLE", "SUM", "PE"},
      mode = EnumSource.Mode.EXCLUDE)
  void flipsReachItAsTheyReachTheArrayAndNothingIsDetected(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-2);
    assertThat(sum.changed()).isPositive();
    assertThat(Outcome.counted()).allMatch(outcome -> sum.words(outcome) == 0);
  }
}
