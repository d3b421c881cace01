package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.FaultSite;

/**
 * The vote over a result's three passes, or the comparison of two. Passes that agree are not looked
 * into, so that equal errors, which hardly ever meet, are not counted as missed.
 */
public final class RepeatVote {
  private final Cells guard;
  private final Reaction unequal;
  private final int attempt;
  private final int attempts;
  private final int layer;
  private final CheckSink sink;

  RepeatVote(Mechanism mechanism, int layer, int attempt, CheckSink sink) {
    this.guard = new Cells(FaultSite.ACTIVATION, mechanism.key());
    this.unequal = mechanism.unequal();
    this.attempt = attempt;
    this.attempts = mechanism.unequalAttempts();
    this.layer = layer;
    this.sink = sink;
  }

  /**
   * What goes on of a stored result: the majority of three passes, the first of two.
   *
   * @param neuron whose results they are
   * @param passes the results, two or three
   * @param expected the result that nothing inside the array has changed
   */
  public int of(long neuron, int[] passes, Station.IntSource expected) {
    boolean compares = passes.length == 2;
    int first = passes[0];
    int third = compares ? first : passes[2];
    int left = compares ? first : Majority.of(first, passes[1], third);
    if (first != passes[1] || first != third) {
      boolean readRight = (byte) first == (byte) expected.get();
      boolean leftRight = (byte) left == (byte) expected.get();
      Verdict verdict = compares ? Verdict.DETECTED : Verdict.CORRECTED;
      Outcome outcome = verdict.outcome(readRight, leftRight);
      sink.checked(guard, layer, neuron, outcome);
      if (compares && unequal.stops(attempt, attempts)) {
        sink.stopped();
      }
    }
    return left;
  }
}
