package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Recomputation;
import io.faultmesh.protection.mechanism.RepeatedChannels;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.BurstSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each mechanism makes of single flips, and of pairs of neighbours, at each site: which
 * outcomes there are, and that there are no others. Both engines agree, or a run fails.
 */
class OutcomesBySiteTest {
  private static final BurstSettings PAIRS = new BurstSettings(List.of(0.0, 1.0));
  private static final BurstSettings SINGLES = new BurstSettings(List.of(1.0));

  private static ProtectSettings mechanism(String name, FaultSite site) {
    return switch (name) {
      case "secded" -> new Secded(List.of(site), 64, null, Reaction.PASS);
      case "parity" -> new Parity(List.of(site), 64, Reaction.PASS);
      case "majority" -> new MajorityWords(List.of(site), 64, Reaction.PASS);
      case "tmr" -> new Tmr(8, 8);
      case "checksum" -> new Checksum(null, Reaction.PASS, null);
      case "duplicate" -> new Duplicate(null, null, Reaction.PASS, null);
      case "repeat" -> new RepeatedChannels();
      case "recompute" -> new Recomputation();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String outcomes(String name, String label, double rate, BurstSettings burst) {
    FaultSite site = FaultSite.valueOf(label);
    BothEngines.Sum sum =
        BothEngines.compare(List.of(mechanism(name, site)), List.of(site), rate, burst);
    assertThat(sum.flips()).isPositive();
    Set<String> seen = new TreeSet<>();
    Outcome.counted().stream()
        .filter(outcome -> sum.words(outcome) > 0)
        .forEach(outcome -> seen.add(outcome.name()));
    return String.join(" ", seen);
  }

  /** Where anything is seen, a check bit or sum that flips alone is a false alarm. */
  @ParameterizedTest
  @CsvSource({
    "secded, WEIGHT, CORRECTED, 1e-4",
    "secded, INPUT, CORRECTED, 1e-4",
    "secded, DRAM, CORRECTED, 1e-4",
    "secded, ACTIVATION, CORRECTED, 2e-4",
    "parity, WEIGHT, DETECTED, 2e-4",
    "parity, INPUT, DETECTED, 1e-4",
    "parity, DRAM, DETECTED, 2e-4",
    "parity, ACTIVATION, DETECTED, 5e-4",
    "majority, WEIGHT, CORRECTED, 1e-4",
    "majority, INPUT, CORRECTED, 1e-4",
    "tmr, PRODUCT, CORRECTED, 1e-5",
    "tmr, PARTIAL_SUM, CORRECTED, 1e-5",
    "tmr, ACCUMULATOR, CORRECTED, 1e-4",
    "tmr, ACTIVATION, CORRECTED, 2e-4",
    "tmr, WEIGHT, '', 1e-3",
    "tmr, OPERAND, '', 1e-4",
    "checksum, PRODUCT, CORRECTED, 1e-5",
    "checksum, PARTIAL_SUM, CORRECTED, 5e-6",
    "checksum, WEIGHT, DETECTED, 1e-4",
    "checksum, INPUT, '', 1e-3",
    "checksum, ACTIVATION, '', 1e-3",
    "checksum, BIAS, '', 1e-2",
    "checksum, SCALE, '', 1e-2",
    "duplicate, PRODUCT, DETECTED, 1e-4",
    "duplicate, ACCUMULATOR, DETECTED, 1e-3",
    "duplicate, ACTIVATION, DETECTED, 1e-3",
    "duplicate, WEIGHT, '', 1e-3",
    "duplicate, INPUT, '', 1e-3",
    "recompute, PRODUCT, '', 1e-4",
    "recompute, ACTIVATION, '', 1e-3"
  })
  void singleFlips(String name, String site, String expected, double rate) {
    String seen = outcomes(name, site, rate, SINGLES);
    assertThat(expected.isEmpty() ? seen : seen.replace(" FALSE_ALARM", "")).isEqualTo(expected);
  }

  /** At a word's last bit an event of two strikes one. */
  @ParameterizedTest
  @CsvSource({
    "secded, WEIGHT, DETECTED, CORRECTED FALSE_ALARM, 1e-4",
    "secded, INPUT, DETECTED, CORRECTED FALSE_ALARM, 1e-4",
    "secded, DRAM, DETECTED, CORRECTED FALSE_ALARM, 1e-4",
    "secded, ACTIVATION, DETECTED, CORRECTED FALSE_ALARM, 2e-4",
    "parity, WEIGHT, MISSED, DETECTED FALSE_ALARM, 1e-4",
    "parity, INPUT, MISSED, DETECTED FALSE_ALARM, 1e-4",
    "parity, DRAM, MISSED, DETECTED FALSE_ALARM, 1e-4",
    "parity, ACTIVATION, MISSED, DETECTED FALSE_ALARM, 2e-4",
    "majority, WEIGHT, CORRECTED, '', 1e-4",
    "majority, INPUT, CORRECTED, '', 1e-4",
    "tmr, ACCUMULATOR, CORRECTED, '', 1e-4",
    "tmr, ACTIVATION, CORRECTED, '', 1e-4",
    "checksum, PARTIAL_SUM, CORRECTED, FALSE_ALARM, 1e-5",
    "checksum, WEIGHT, DETECTED, FALSE_ALARM, 1e-4",
    "checksum, INPUT, '', '', 1e-3",
    "duplicate, ACCUMULATOR, DETECTED, FALSE_ALARM, 1e-3",
    "duplicate, WEIGHT, '', '', 1e-3"
  })
  void pairsOfNeighbours(String name, String site, String expected, String perhaps, double rate) {
    Set<String> seen = new TreeSet<>(List.of(outcomes(name, site, rate, PAIRS).split(" ")));
    seen.removeAll(List.of(perhaps.split(" ")));
    seen.remove("");
    assertThat(String.join(" ", seen)).isEqualTo(expected);
  }
}
