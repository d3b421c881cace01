package io.faultmesh.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
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
 * Live data stand in half of the weights' bits and times and in a fifth of the results'. Of 1,000
 * flips of weights 40 change the answer, 30 of which are corrected: DC 75 %, residual 200 * 0.5 *
 * 10 / 1,000 = 1 FIT. Of 500 flips of results 5 change the answer, none is corrected: DC 0, 100 *
 * 0.2 * 5 / 500 = 0.2 FIT. SPFM = 1 - 1.2 / 300 = 99.6 %, PMHF = 1.2 FIT.
 *
 * <p>1 Mbit of registers at 10 FIT per Mbit whose bits are stuck: of 400, 100 change the answer; 20
 * of these still do under the design, 50 are corrected, and 30 are covered without a word: residual
 * 10 * 20 / 400 = 0.5 FIT, latent 10 * 30 / 400 = 0.75 FIT, SPFM = 95 %, LFM = 1 - 0.75 / 9.5. Of
 * 10 * 50 / 400 = 1.25 FIT a check tells. In 20,000 hours one of these meets a latent fault at 1.25
 * * 0.75 * 20,000 / 10^9 = 0.00001875 FIT: PMHF = 0.50001875 FIT.
 */
class SafetyCaseTest {
  private static final double LIFETIME_HOURS = 20_000;

  private static Evidence evidence(
      FaultSite site,
      Lasting lasting,
      double fitPerMbit,
      int mbit,
      double live,
      FaultCounts counts) {
    Structure structure = new Structure(site.label(), site, (long) mbit << 20);
    double fit = SafetySettings.fit(fitPerMbit, structure.bits());
    return new Evidence("mine", structure, lasting, fit, live, counts, 0.95);
  }

  private static FaultCounts counts(long safe, long residual, long told, long silent) {
    return new FaultCounts()
        .add(safe, 1, false, false, false)
        .add(residual, 1, true, true, false)
        .add(told, 1, true, false, true)
        .add(silent, 1, true, false, false);
  }

  private static final Evidence WEIGHTS =
      evidence(FaultSite.WEIGHT, Lasting.TRANSIENT, 100, 2, 0.5, counts(960, 10, 30, 0));
  private static final Evidence RESULTS =
      evidence(FaultSite.ACTIVATION, Lasting.TRANSIENT, 100, 1, 0.2, counts(495, 5, 0, 0));
  private static final Evidence REGISTERS =
      evidence(FaultSite.PE, Lasting.PERMANENT, 10, 1, 1, counts(300, 20, 50, 30));

  @Test
  void structuresHaveTheirRateSafeShareAndCoverage() {
    assertThat(WEIGHTS.fit()).isEqualTo(200);
    // Half of the flips strike idle bits, of the others 4 % change the answer.
    assertThat(WEIGHTS.safe().share()).isCloseTo(0.98, within(1e-12));
    assertThat(WEIGHTS.coverage().share()).isEqualTo(0.75);
    // R: binom.test(30, 40)$conf.int
    assertThat(WEIGHTS.coverage().interval().low()).isCloseTo(0.5880, within(1e-4));
    assertThat(WEIGHTS.coverage().interval().high()).isCloseTo(0.8731, within(1e-4));
    assertThat(WEIGHTS.residualFit()).isCloseTo(1, within(1e-12));
    assertThat(RESULTS.coverage().share()).isZero();
    assertThat(RESULTS.residualFit()).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void metricsAreThoseOfTheWorkedExample() {
    SafetyCase mine = SafetyCase.of(List.of(WEIGHTS, RESULTS), LIFETIME_HOURS);
    assertThat(mine.fit()).isEqualTo(300);
    assertThat(mine.spfm()).isCloseTo(0.996, within(1e-12));
    assertThat(mine.pmhfFit()).isCloseTo(1.2, within(1e-12));
    assertThat(mine.lfm()).isNull();
    assertThat(mine.dualPointFit()).isNull();
    double bound =
        100 * Proportion.upperBound(0.01, 1000, 0.975)
            + 20 * Proportion.upperBound(0.01, 500, 0.975);
    assertThat(mine.pmhfBoundFit()).isCloseTo(bound, within(1e-9)).isBetween(2.2, 2.6);
    assertThat(mine.spfmBound()).isCloseTo(1 - bound / 300, within(1e-9));
    assertThat(mine.targets())
        .extracting(SafetyCase.Target::asil, SafetyCase.Target::evidence)
        .containsExactly(tuple("B", true), tuple("C", true), tuple("D", true));
  }

  @Test
  void verdictsAreThoseOfTheBoundsAndNotOfTheEstimates() {
    Evidence few = evidence(FaultSite.WEIGHT, Lasting.TRANSIENT, 10, 1, 1, counts(199, 1, 0, 0));
    SafetyCase mine = SafetyCase.of(List.of(few), LIFETIME_HOURS);
    // The estimate reaches 99 %, its bound does not: no evidence for D.
    assertThat(mine.spfm()).isCloseTo(0.995, within(1e-12));
    assertThat(mine.spfmBound()).isBetween(0.97, 0.98);
    assertThat(mine.targets())
        .extracting(SafetyCase.Target::asil, SafetyCase.Target::evidence)
        .containsExactly(tuple("B", true), tuple("C", true), tuple("D", false));
  }

  @Test
  void stuckBitsThatAreCoveredInSilenceAreLatent() {
    SafetyCase mine = SafetyCase.of(List.of(REGISTERS), LIFETIME_HOURS);
    assertThat(mine.faults()).isEqualTo(Lasting.PERMANENT);
    assertThat(mine.spfm()).isCloseTo(0.95, within(1e-12));
    assertThat(mine.lfm()).isCloseTo(1 - 0.75 / 9.5, within(1e-12));
    double residual = Proportion.upperBound(0.05, 400, 0.975);
    double latent = Proportion.upperBound(0.075, 400, 0.975);
    assertThat(mine.spfmBound()).isCloseTo(1 - residual, within(1e-9));
    assertThat(mine.lfmBound()).isCloseTo(1 - latent / (1 - residual), within(1e-9));
    assertThat(mine.dualPointFit()).isCloseTo(1.875e-5, within(1e-15));
    assertThat(mine.pmhfFit()).isCloseTo(0.50001875, within(1e-12));
    // Any fault may be the second one: 10 FIT.
    assertThat(mine.pmhfBoundFit())
        .isCloseTo(10 * residual + 10 * (10 * latent) * 20_000 / 1e9, within(1e-12));
    assertThat(mine.targets())
        .extracting(SafetyCase.Target::lfm, SafetyCase.Target::evidence)
        .containsExactly(tuple(0.6, true), tuple(0.8, false), tuple(0.9, false));
  }

  @Test
  void noUndetectedFaultIsNoCertainty() {
    Evidence clean =
        evidence(FaultSite.WEIGHT, Lasting.TRANSIENT, 100, 2, 1, counts(960, 0, 40, 0));
    SafetyCase mine = SafetyCase.of(List.of(clean), LIFETIME_HOURS);
    assertThat(mine.spfm()).isEqualTo(1);
    assertThat(mine.spfmBound()).isCloseTo(Math.pow(0.05, 1e-3), within(1e-9));
  }

  @Test
  void flipsWeighAsLongAsTheirDataStand() {
    // Two layers of 100 flips; the second's data stand three times as long.
    FaultCounts counts =
        new FaultCounts()
            .add(90, 1, false, false, false)
            .add(10, 1, true, true, false)
            .add(80, 3, false, false, false)
            .add(20, 3, true, true, false);
    Evidence own = evidence(FaultSite.ACTIVATION, Lasting.TRANSIENT, 100, 1, 0.5, counts);
    assertThat(own.residualFit()).isCloseTo(50 * (10 + 3 * 20) / 400.0, within(1e-12));
    // (100 + 300)^2 / (100 + 900) = 160 of like weight: as wide as 28 of 160.
    assertThat(own.residual().interval()).isEqualTo(Proportion.of(28, 160, 0.95).interval());
  }

  @Test
  void structuresHaveTheBitsThatTheAcceleratorIsBuiltOf() {
    ArraySettings array = new ArraySettings(8, 4, null, null, null);
    assertThat(
            Structure.ofFlips(
                AcceleratorSettings.DEFAULT,
                array,
                new Structure.NetworkBits(12_345, 2_048),
                Set.of(
                    FaultSite.WEIGHT,
                    FaultSite.ACCUMULATOR,
                    FaultSite.SCALE,
                    FaultSite.TABLE,
                    FaultSite.DRAM)))
        .containsExactly(
            new Structure("weight buffer", FaultSite.WEIGHT, 512 * 8192),
            new Structure("scale registers", FaultSite.SCALE, 4 * 32),
            new Structure("accumulators", FaultSite.ACCUMULATOR, 32 * 32),
            new Structure("lookup tables", FaultSite.TABLE, 2_048),
            new Structure("dram", FaultSite.DRAM, 12_345));
    assertThat(
            Structure.ofStuckBits(
                AcceleratorSettings.DEFAULT, array, Set.of(FaultSite.PE, FaultSite.BIAS)))
        .containsExactly(
            new Structure("bias registers", FaultSite.BIAS, 4 * 32),
            new Structure("array registers", FaultSite.PE, 32 * 64));
  }
}
