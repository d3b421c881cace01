package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FlipLog.Entry;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts of flips and of checked words, and the log of them. */
class FlipTallyTest {
  private static final Cells SECDED = new Cells(FaultSite.WEIGHT, "secded");
  private static final Cells TMR = new Cells(FaultSite.ACTIVATION, "tmr");
  private static final Cells RESULTS = Cells.data(FaultSite.ACTIVATION);

  private static FlipTally some(FlipLog log) {
    FlipTally tally = new FlipTally(3, log);
    tally.count(FaultSite.ACTIVATION, 1, 0, 7, 0b101);
    tally.count(FaultSite.ACTIVATION, 1, 2, 7, 0b100);
    tally.count(FaultSite.ACTIVATION, 1, 0, 8, 0);
    tally.countResidual(FaultSite.ACTIVATION, 1, 7, 0b100, true);
    tally.countRedundant(SECDED, 8, 0, 1, 3, 0x82);
    tally.checked(TMR, 1, 7, Outcome.CORRECTED);
    tally.checked(TMR, 1, 7, Outcome.CLEAN);
    return tally;
  }

  @Test
  void flipsAreCountedBitByBitAndCellByCell() {
    FlipTally tally = some(null);
    assertThat(tally.total()).isEqualTo(5);
    assertThat(tally.flips(FaultSite.ACTIVATION, 1, 0)).isEqualTo(1);
    assertThat(tally.flips(FaultSite.ACTIVATION, 1, 1)).isZero();
    assertThat(tally.flips(FaultSite.ACTIVATION, 1, 2)).isEqualTo(2);
    assertThat(tally.flips(FaultSite.ACTIVATION, 0, 2)).isZero();
    assertThat(tally.flips(FaultSite.WEIGHT, 0, 1)).isZero();
    assertThat(tally.residual(FaultSite.ACTIVATION, 1, 2)).isEqualTo(1);
    assertThat(tally.residual(FaultSite.ACTIVATION, 1, 0)).isZero();
    assertThat(tally.redundant(SECDED, 0, 1)).isEqualTo(1);
    assertThat(tally.redundant(SECDED, 0, 7)).isEqualTo(1);
    assertThat(tally.redundant(SECDED, 1, 7)).isZero();
  }

  @Test
  void wordsAreCountedByGuardLayerAndOutcomeButCleanOnes() {
    FlipTally tally = some(null);
    tally.checked(TMR, 2, 7, Outcome.CORRECTED);
    tally.checked(SECDED, 0, 7, Outcome.MISSED);
    assertThat(tally.words(TMR, 1, Outcome.CORRECTED)).isEqualTo(1);
    assertThat(tally.words(TMR, 1, Outcome.CLEAN)).isZero();
    assertThat(tally.words(Outcome.CORRECTED)).isEqualTo(2);
    assertThat(tally.words(Outcome.MISSED)).isEqualTo(1);
    assertThat(tally.guards()).containsExactly(SECDED, TMR);
  }

  @Test
  void aSumHasTheCountsOfBoth() {
    FlipTally sum = some(new FlipLog());
    sum.add(some(new FlipLog()));
    assertThat(sum.total()).isEqualTo(10);
    assertThat(sum.flips(FaultSite.ACTIVATION, 1, 2)).isEqualTo(4);
    assertThat(sum.residual(FaultSite.ACTIVATION, 1, 2)).isEqualTo(2);
    assertThat(sum.redundant(SECDED, 0, 7)).isEqualTo(2);
    assertThat(sum.words(TMR, 1, Outcome.CORRECTED)).isEqualTo(2);
    assertThat(sum.log().entries()).hasSize(10);
  }

  @Test
  void theLogKeepsEachFlipAndCheckInAnOrderOfItsOwn() {
    FlipLog log = new FlipLog();
    some(log);
    assertThat(log.entries())
        .containsExactly(
            new Entry(SECDED, 0, 1, 3, 0x82, null),
            new Entry(RESULTS, 1, 0, 7, 0b101, null),
            new Entry(RESULTS, 1, 2, 7, 0b100, null),
            new Entry(RESULTS, 1, FlipLog.VOTED, 7, 0b100, null),
            new Entry(TMR, 1, 0, 7, 0, Outcome.CORRECTED));
    assertThat(log.entries()).filteredOn(Entry::isFlip).hasSize(3);
  }

  @Test
  void theLogGrowsAndIsSortedByNumbers() {
    FlipLog log = new FlipLog();
    FlipTally tally = new FlipTally(1, log);
    for (int value = 99; value >= 0; value--) {
      tally.count(FaultSite.PRODUCT, 0, 0, value, 1L << 15);
    }
    assertThat(log.entries()).hasSize(100);
    assertThat(log.entries().get(10).value()).isEqualTo(10);
    assertThat(log.entries().get(99).mask()).isEqualTo(1L << 15);
  }

  @Test
  void whatNobodyLookedAtIsResidualButNotInTheLog() {
    FlipLog log = new FlipLog();
    FlipTally tally = new FlipTally(1, log);
    tally.countResidual(FaultSite.ACTIVATION, 0, 4, 1, false);
    tally.count(FaultSite.PE, 0, 0, 4, 1);
    assertThat(tally.residual(FaultSite.ACTIVATION, 0, 0)).isEqualTo(1);
    assertThat(tally.flips(FaultSite.PE, 0, 0)).isEqualTo(1);
    assertThat(log.entries()).isEmpty();
  }

  @Test
  void cellsGoBySiteAndValuesFirst() {
    assertThat(List.of(TMR, SECDED, RESULTS).stream().sorted())
        .containsExactly(SECDED, RESULTS, TMR);
    assertThat(RESULTS.isData()).isTrue();
    assertThat(TMR.isData()).isFalse();
  }
}
