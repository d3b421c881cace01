package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images whose words a check flags, and that so have no answer. */
class StopTest {
  private static final List<FaultSite> SITES =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM);

  /** Both engines stop the same images, or the comparison fails. */
  private static BothEngines.Sum run(ProtectSettings mechanism, double rate) {
    return BothEngines.compare(List.of(mechanism), SITES, rate);
  }

  @Test
  void whatIsFlaggedStopsAndNothingElse() {
    for (Outcome outcome : Outcome.values()) {
      boolean flagged = outcome == Outcome.DETECTED || outcome == Outcome.FALSE_ALARM;
      for (Reaction reaction : Reaction.values()) {
        Guard guard = new Parity(null, 8, reaction).guards(null).get(0);
        assertThat(guard.stops(outcome)).isEqualTo(flagged && reaction == Reaction.STOP);
      }
    }
  }

  @Test
  void anOddNumberOfFlipsStopsInBothEngines() {
    BothEngines.Sum sum = run(new Parity(SITES, 16, Reaction.STOP), 1e-3);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isTrue();
  }

  @Test
  void correctedWordsStopNothing() {
    BothEngines.Sum sum = run(new Secded(SITES, 8, null, Reaction.STOP), 1e-4);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.words(Outcome.DETECTED)).isZero();
    assertThat(sum.tally().isStopped()).isFalse();
  }

  @Test
  void otherReactionsStopNothing() {
    BothEngines.Sum sum = run(new Parity(SITES, 16, Reaction.ZERO), 1e-3);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.tally().isStopped()).isFalse();
  }
}
