package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.RepeatedChannels;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which sites channels that are computed three times see; both engines agree, or the run fails. */
class RepeatTest {
  private static BothEngines.Sum run(FaultSite site, double rate) {
    return BothEngines.compare(List.of(new RepeatedChannels()), List.of(site), rate, 1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "OPERAND, 5e-5",
    "PRODUCT, 1e-5",
    "PARTIAL_SUM, 1e-5",
    "ACCUMULATOR, 3e-4",
    "ACTIVATION, 3e-4"
  })
  void whatStrikesOnePassIsOutvoted(FaultSite site, double rate) {
    BothEngines.Sum sum = run(site, rate);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.words(Outcome.MISCORRECTED)).isZero();
    assertThat(sum.changed()).isZero();
  }

  @Test
  void equalFlipsOfTwoPassesWin() {
    assertThat(run(FaultSite.ACTIVATION, 0.1).words(Outcome.MISCORRECTED)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"DRAM", "WEIGHT", "INPUT", "BIAS", "SCALE"})
  void whatAllPassesShareIsNotSeen(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-2);
    assertThat(sum.changed()).isPositive();
    assertThat(Outcome.counted()).allMatch(outcome -> sum.words(outcome) == 0);
  }
}
