package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.scenario.FaultSite;

/**
 * The vote over a result's three passes. Passes that agree are not looked into, so that three equal
 * errors, which hardly ever meet, are not counted as missed.
 */
public final class RepeatVote {
  private final Cells guard;
  private final int layer;
  private final FlipTally tally;

  RepeatVote(String mechanism, int layer, FlipTally tally) {
    this.guard = new Cells(FaultSite.ACTIVATION, mechanism);
    this.layer = layer;
    this.tally = tally;
  }

  /**
   * The majority of three stored results.
   *
   * @param expected the result that nothing inside the array has changed
   */
  public int of(int first, int second, int third, Station.IntSource expected) {
    int left = Majority.of(first, second, third);
    if (first != second || first != third) {
      boolean readRight = (byte) first == (byte) expected.get();
      boolean leftRight = (byte) left == (byte) expected.get();
      tally.count(guard, layer, Verdict.CORRECTED.outcome(readRight, leftRight));
    }
    return left;
  }
}
