package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** At which sites votes over all bits of results act; both engines agree, or the run fails. */
class TmrTest {
  private static BothEngines.Sum run(FaultSite site, double rate) {
    return BothEngines.compare(List.of(new Tmr(8, 8)), List.of(site), rate);
  }

  @ParameterizedTest
  @CsvSource({"PRODUCT, 1e-5", "PARTIAL_SUM, 1e-5", "ACCUMULATOR, 1e-3", "ACTIVATION, 1e-3"})
  void aFlipOfOneCopyIsOutvoted(FaultSite site, double rate) {
    BothEngines.Sum sum = run(site, rate);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.words(Outcome.MISCORRECTED)).isZero();
    assertThat(sum.words(Outcome.MISSED)).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"ACCUMULATOR", "ACTIVATION"})
  void equalFlipsOfTwoCopiesWin(FaultSite site) {
    BothEngines.Sum sum = run(site, 0.1);
    assertThat(sum.words(Outcome.MISCORRECTED)).isPositive();
    assertThat(sum.words(Outcome.DETECTED)).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"DRAM", "WEIGHT", "INPUT", "OPERAND", "BIAS", "SCALE"})
  void whatAllCopiesShareIsNotSeen(FaultSite site) {
    BothEngines.Sum sum = run(site, 1e-2);
    assertThat(sum.flips()).isPositive();
    assertThat(sum.changed()).isPositive();
    assertThat(Outcome.counted()).allMatch(outcome -> sum.words(outcome) == 0);
  }
}
