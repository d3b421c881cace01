package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.protection.mechanism.Regions;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hardened parts of the array, in both engines. */
class RegionsTest {
  private static final List<FaultSite> IN_ARRAY =
      List.of(FaultSite.PRODUCT, FaultSite.PARTIAL_SUM, FaultSite.ACCUMULATOR);

  @Test
  void anArrayThatIsHardenedThroughoutHasNoFaults() {
    for (FaultSite site : IN_ARRAY) {
      var sum = BothEngines.compare(List.of(new Regions(1024, 0, 0.0, null)), List.of(site), 0.01);
      assertThat(sum.tally().total()).as(site.label()).isZero();
      assertThat(sum.expectedFlips()).as(site.label()).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void aFactorLeavesSoManyFlips() {
    for (FaultSite site : IN_ARRAY) {
      for (Regions regions :
          List.of(
              new Regions(3, 0, 0.0, null),
              new Regions(0, 2, 0.25, null),
              new Regions(2, 1, 0.5, null))) {
        var sum = BothEngines.compare(List.of(regions), List.of(site), 0.02);
        double expected = sum.expectedFlips();
        assertThat((double) sum.tally().total())
            .as(regions + " at " + site.label())
            .isCloseTo(expected, within(4 * Math.sqrt(expected) + 1));
        assertThat(expected).isLessThan(0.02 * sum.exposedBits());
      }
    }
  }
}
