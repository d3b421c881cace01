package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What results take that the dot-product unit computes again. */
class RecomputeCyclesTest {
  private static final SingleLayer LAYER = SingleLayer.of(6, 6, 3, 1, 4, 12);
  private static final int TAPS = 36;

  private static ImageResult run(AcceleratorSettings.Memory kind, long... addresses) {
    AcceleratorSettings memory = new AcceleratorSettings(null, null, null, null, kind);
    Protection design =
        LAYER.guarded(
            new ArraySettings(8, 8, null, null, null),
            List.of(new Parity(List.of(FaultSite.ACTIVATION), 16, Reaction.RECOMPUTE)));
    FaultRecord record = new FaultRecord("the test", true);
    for (long address : addresses) {
      record.add(Draw.of(0, 0, 0, 0, FaultSite.ACTIVATION), address);
    }
    FaultSettings faults =
        new FaultSettings(List.of(0.0), List.of(FaultSite.ACTIVATION), 1, 1L, null, null, null);
    FaultPlan plan = new FaultPlan(faults, Ber.of(0), record);
    assertThat(design.reactsTo(plan)).isTrue();
    DesignFaults own = new DesignFaults(plan, 0, design, new FlipTally(1));
    return LoopMachine.run(Machine.of(design, memory, own, 0, LAYER.image()));
  }

  @ParameterizedTest
  @EnumSource(AcceleratorSettings.Memory.class)
  void detectedResultsTakeTheUnitsTime(AcceleratorSettings.Memory kind) {
    ImageResult none = run(kind);
    ImageResult one = run(kind, 5);
    // Words of two results: 3 and 3, 20, and two flips of 30, which are not seen.
    ImageResult some = run(kind, 24, 160, 240, 241);
    assertThat(one.logits()).isEqualTo(none.logits());
    // Four groups of eight multipliers: 36 products of up to four results take 5 cycles, and 2.
    assertThat(one.cycles() - none.cycles()).isEqualTo(5 + 2);
    assertThat(some.cycles()).isEqualTo(one.cycles());
    assertThat(one.activity().unitMacs()).isEqualTo(2 * TAPS);
    assertThat(some.activity().unitMacs()).isEqualTo(4 * TAPS);
    assertThat(one.dramBytes()).isEqualTo(none.dramBytes());
    assertThat(
            one.activity().weightBuffer().readBytes() - none.activity().weightBuffer().readBytes())
        .isEqualTo(2 * TAPS);
    // Three words, six results: two rounds.
    assertThat(run(kind, 0, 16, 32).cycles() - none.cycles()).isEqualTo(2 * 5 + 2);
  }
}
