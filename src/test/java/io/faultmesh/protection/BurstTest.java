package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.BurstSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that strike neighbouring bits, against designs. */
class BurstTest {
  private static final BurstSettings BURST = new BurstSettings(List.of(0.7, 0.2, 0.1));

  private static Secded secded(FaultSite... on) {
    return new Secded(List.of(on), 64, null, null);
  }

  @Test
  void allNeighboursInAWordOf64BitsAreDetected() {
    Guard guard = secded(FaultSite.WEIGHT).guards(null).get(0);
    for (int bit = 0; bit + 1 < 64; bit++) {
      GuardedWord word = new GuardedWord(guard, 1, 0x80, 3, 0x7f, 0, 0xff, 0x55, 0xaa);
      assertThat(word.flip(0, bit).flip(0, bit + 1).check())
          .as("bits %d and %d", bit, bit + 1)
          .isEqualTo(Outcome.DETECTED);
    }
    for (int bit = 0; bit + 1 < 8; bit++) {
      GuardedWord word = new GuardedWord(guard, 1, 0x80, 3, 0x7f, 0, 0xff, 0x55, 0xaa);
      assertThat(word.flipCheck(bit).flipCheck(bit + 1).check()).isEqualTo(Outcome.FALSE_ALARM);
    }
  }

  @Test
  void pairsOfFlipsInStoredWordsAreDetectedWhereSingleOnesWereCorrected() {
    BurstSettings pairs = new BurstSettings(List.of(0.0, 1.0));
    List<ProtectSettings> code = List.of(secded(FaultSite.WEIGHT, FaultSite.DRAM));
    List<FaultSite> sites = List.of(FaultSite.WEIGHT, FaultSite.DRAM);
    BothEngines.Sum single = BothEngines.compare(code, sites, 5e-5);
    BothEngines.Sum pair = BothEngines.compare(code, sites, 5e-5, pairs);
    assertThat(single.words(Outcome.CORRECTED)).isGreaterThan(9 * single.words(Outcome.DETECTED));
    assertThat(pair.words(Outcome.DETECTED)).isGreaterThan(9 * pair.words(Outcome.CORRECTED));
    assertThat(pair.words(Outcome.MISCORRECTED) + pair.words(Outcome.MISSED)).isZero();
  }

  @Test
  void parityMissesPairsOfNeighbours() {
    BurstSettings pairs = new BurstSettings(List.of(0.0, 1.0));
    List<ProtectSettings> parity = List.of(new Parity(List.of(FaultSite.WEIGHT), 64, null));
    BothEngines.Sum sum = BothEngines.compare(parity, List.of(FaultSite.WEIGHT), 2e-4, pairs);
    assertThat(sum.words(Outcome.MISSED)).isGreaterThan(9 * sum.words(Outcome.DETECTED));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PRODUCT_STREAM", "SUM", "POSITION", "PE"})
  void bothEnginesAgreeAndFlipsAreAsManyAsExpected(FaultSite site) {
    List<ProtectSettings> mechanisms =
        List.of(
            secded(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM),
            new Tmr(3, 3));
    BothEngines.Sum sum = BothEngines.compare(mechanisms, List.of(site), 0.01, BURST);
    // Flips of an event are not independent: three at once triple the variance at most.
    assertThat((double) sum.flips())
        .isCloseTo(sum.expectedFlips(), within(4.5 * Math.sqrt(3 * sum.expectedFlips())));
    assertThat(sum.expectedFlips()).isGreaterThan(1.2 * 0.01 * sum.exposedBits());
  }
}
