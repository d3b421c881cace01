package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers that the array computes twice: what that takes, and what lasts is not seen. */
class DuplicateOnTheMachineTest {
  private static final SingleLayer LAYER = SingleLayer.of(6, 6, 3, 1, 4, 12);

  private static final Duplicate SPACE = new Duplicate(null, Duplicate.Place.SPACE, null, null);

  private final FlipTally tally = new FlipTally(1);

  private ImageResult run(Protection design, FaultRecord record) {
    FaultSettings faults =
        new FaultSettings(List.of(0.0), List.of(FaultSite.PE), 1, 1L, null, null, null);
    DesignFaults own = new DesignFaults(new FaultPlan(faults, Ber.of(0), record), 0, design, tally);
    return LoopMachine.run(Machine.of(design, SingleLayer.IDEAL, own, 0, LAYER.image()));
  }

  @Test
  void allFoldsRunTwice() {
    for (var dataflow : ArraySettings.Dataflow.values()) {
      ArraySettings array = new ArraySettings(8, 8, dataflow, ArraySettings.Overlap.NONE, null);
      FaultRecord nothing = new FaultRecord("the test", true);
      ImageResult once = run(LAYER.guarded(array, List.of()), nothing);
      ImageResult twice = run(LAYER.guarded(array, List.of(new Duplicate())), nothing);
      assertThat(twice.logits()).isEqualTo(once.logits());
      assertThat(twice.layers().get(0).folds()).isEqualTo(2 * once.layers().get(0).folds());
      // Cycles are numbered from 0.
      assertThat(twice.cycles() + 1).as("" + dataflow).isEqualTo(2 * (once.cycles() + 1));
      assertThat(twice.activity().macs()).isEqualTo(2 * once.activity().macs());
    }
    assertThat(tally.isStopped()).isFalse();
  }

  @Test
  void sideBySideEachPassHasHalfOfTheColumns() {
    for (int columns : new int[] {8, 9}) {
      for (var dataflow :
          List.of(
              ArraySettings.Dataflow.OUTPUT_STATIONARY, ArraySettings.Dataflow.WEIGHT_STATIONARY)) {
        ArraySettings array =
            new ArraySettings(8, columns, dataflow, ArraySettings.Overlap.NONE, null);
        ArraySettings half = new ArraySettings(8, 4, dataflow, ArraySettings.Overlap.NONE, null);
        FaultRecord nothing = new FaultRecord("the test", true);
        ImageResult once = run(LAYER.guarded(half, List.of()), nothing);
        ImageResult space = run(LAYER.guarded(array, List.of(SPACE)), nothing);
        assertThat(space.logits()).isEqualTo(once.logits());
        long folds = once.layers().get(0).folds();
        assertThat(space.layers().get(0).folds()).isEqualTo(folds);
        assertThat(space.cycles()).isEqualTo(once.cycles() + folds * (columns - 4));
        assertThat(space.activity().macs()).isEqualTo(2 * once.activity().macs());
      }
    }
    assertThat(tally.isStopped()).isFalse();
  }

  @Test
  void sideBySideAStuckBitIsDetected() {
    ArraySettings array = new ArraySettings(8, 8, null, null, null);
    Protection design = LAYER.guarded(array, List.of(SPACE));
    FaultRecord stuck = new FaultRecord("the test", true);
    Draw place = new Draw(0, 0, Draw.ALL, 0, Draw.ALL, FaultSite.PE, 0, 0, 0, Draw.DATA);
    stuck.add(place, new StuckBit(0, 32 + 12, true));
    run(design, stuck);
    assertThat(tally.words(Outcome.DETECTED)).isPositive();
    assertThat(tally.isStopped()).isTrue();
  }

  @Test
  void aStuckBitHarmsBothPassesAlikeAndIsMissed() {
    ArraySettings array = new ArraySettings(8, 8, null, null, null);
    Protection design = LAYER.guarded(array, List.of(new Duplicate()));
    FaultRecord stuck = new FaultRecord("the test", true);
    byte[] right = run(design, stuck).logits();
    Draw place = new Draw(0, 0, Draw.ALL, 0, Draw.ALL, FaultSite.PE, 0, 0, 0, Draw.DATA);
    stuck.add(place, new StuckBit(0, 32 + 12, true));
    assertThat(run(design, stuck).logits()).isNotEqualTo(right);
    assertThat(tally.words(Outcome.DETECTED) + tally.words(Outcome.FALSE_ALARM)).isZero();
    assertThat(tally.isStopped()).isFalse();
  }
}
