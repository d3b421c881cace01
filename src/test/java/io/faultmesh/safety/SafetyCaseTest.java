package io.faultmesh.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.measure.Proportion;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.SafetySettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A worked example. 2 Mbit of weights and 1 Mbit of results at 100 FIT per Mbit: 200 and 100 FIT.
 * Of 1,000 faults of weights 40 change the answer, 30 of which are corrected: DC 75 %, residual 200
 * * 10 / 1,000 = 2 FIT. Of 500 faults of results 5 change the answer, none is corrected: DC 0, 100
 * * 5 / 500 = 1 FIT. SPFM = 1 - 3 / 300 = 99 %, PMHF = 3 FIT.
 */
class SafetyCaseTest {
  private static final SafetySettings RATE = new SafetySettings(100.0, "worked example");

  private static Evidence evidence(
      FaultSite site, long bits, long sampled, long dangerous, long undetected) {
    Structure structure = new Structure(site.label(), site, bits);
    return new Evidence(
        "mine", structure, RATE.fit(bits), sampled, dangerous, undetected, undetected, 0.95);
  }

  private static final Evidence WEIGHTS = evidence(FaultSite.WEIGHT, 2 << 20, 1000, 40, 10);
  private static final Evidence RESULTS = evidence(FaultSite.ACTIVATION, 1 << 20, 500, 5, 5);

  @Test
  void structuresHaveTheirRateSafeShareAndCoverage() {
    assertThat(WEIGHTS.fit()).isEqualTo(200);
    assertThat(WEIGHTS.safe().share()).isEqualTo(0.96);
    assertThat(WEIGHTS.coverage().share()).isEqualTo(0.75);
    // R: binom.test(30, 40)$conf.int
    assertThat(WEIGHTS.coverage().interval().low()).isCloseTo(0.5880, within(1e-4));
    assertThat(WEIGHTS.coverage().interval().high()).isCloseTo(0.8731, within(1e-4));
    assertThat(WEIGHTS.residualFit()).isCloseTo(2, within(1e-12));
    assertThat(RESULTS.coverage().share()).isZero();
    assertThat(RESULTS.residualFit()).isCloseTo(1, within(1e-12));
  }

  @Test
  void metricsAreThoseOfTheWorkedExample() {
    SafetyCase mine = SafetyCase.of(List.of(WEIGHTS, RESULTS));
    assertThat(mine.fit()).isEqualTo(300);
    assertThat(mine.spfm()).isCloseTo(0.99, within(1e-12));
    assertThat(mine.pmhfFit()).isCloseTo(3, within(1e-12));
    double bound =
        200 * Proportion.upperBound(10, 1000, 0.975) + 100 * Proportion.upperBound(5, 500, 0.975);
    assertThat(mine.pmhfBoundFit()).isCloseTo(bound, within(1e-12)).isBetween(5.5, 6.5);
    assertThat(mine.spfmBound()).isCloseTo(1 - bound / 300, within(1e-12));
    // The estimate reaches 99 %, its bound does not: no evidence for D.
    assertThat(mine.targets())
        .extracting(SafetyCase.Target::asil, SafetyCase.Target::evidence)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("B", true),
            org.assertj.core.api.Assertions.tuple("C", true),
            org.assertj.core.api.Assertions.tuple("D", false));
  }

  @Test
  void noUndetectedFaultIsNoCertainty() {
    SafetyCase clean = SafetyCase.of(List.of(evidence(FaultSite.WEIGHT, 2 << 20, 1000, 40, 0)));
    assertThat(clean.spfm()).isEqualTo(1);
    assertThat(clean.spfmBound()).isCloseTo(Math.pow(0.05, 1e-3), within(1e-9));
  }

  @Test
  void structuresHaveTheBitsThatTheAcceleratorIsBuiltOf() {
    List<Structure> structures =
        Structure.of(
            AcceleratorSettings.DEFAULT,
            new ArraySettings(8, 4, null, null, null),
            Set.of(FaultSite.WEIGHT, FaultSite.ACCUMULATOR, FaultSite.SCALE));
    assertThat(structures)
        .containsExactly(
            new Structure("weight buffer", FaultSite.WEIGHT, 512 * 8192),
            new Structure("accumulators", FaultSite.ACCUMULATOR, 32 * 32),
            new Structure("scale registers", FaultSite.SCALE, 4 * 32));
  }
}
