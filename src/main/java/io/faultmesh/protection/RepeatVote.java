package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.FaultSite;

/**
 * The vote over a result's three passes. Passes that agree are not looked into, so that three equal
 * errors, which hardly ever meet, are not counted as missed.
 */
public final class RepeatVote {
  private final Cells guard;
  private final int layer;
  private final CheckSink sink;

  RepeatVote(String mechanism, int layer, CheckSink sink) {
    this.guard = new Cells(FaultSite.ACTIVATION, mechanism);
    this.layer = layer;
    this.sink = sink;
  }

  /**
   * The majority of three stored results.
   *
   * @param neuron whose results they are
   * @param expected the result that nothing inside the array has changed
   */
  public int of(long neuron, int first, int second, int third, Station.IntSource expected) {
    int left = Majority.of(first, second, third);
    if (first != second || first != third) {
      boolean readRight = (byte) first == (byte) expected.get();
      boolean leftRight = (byte) left == (byte) expected.get();
      Outcome outcome = Verdict.CORRECTED.outcome(readRight, leftRight);
      sink.checked(guard, layer, neuron, outcome);
    }
    return left;
  }
}
