package io.faultmesh.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.GeneratedMachine;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.AcceleratorSettings.Memory;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import org.junit.jupiter.api.Test;

/** What the optimiser reckons is what the machine's messages show. */
class PerformanceOnTheMachineTest {
  private static final int MACHINES = 150;
  private static final AcceleratorSettings IDEAL =
      new AcceleratorSettings(null, null, null, null, Memory.IDEAL);

  @Test
  void cyclesAreTheMachinesWithIdealMemory() {
    int recomputing = 0;
    int repeating = 0;
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine drawn = GeneratedMachine.of(seed);
      Protection design = drawn.design().protection(drawn.network());
      if (design.array().dataflow() != Dataflow.OUTPUT_STATIONARY) {
        continue;
      }
      ImageResult result = LoopMachine.run(Machine.of(design, IDEAL, null, 0, drawn.image()));
      // A layer's report counts from 0.
      assertThat(Performance.of(design).cycles())
          .as("failed on seed %d: %s", seed, drawn.describe())
          .isEqualTo(result.cycles() + result.layers().size());
      recomputing += result.activity().unitMacs() > 0 ? 1 : 0;
      boolean repeats = design.layers().stream().anyMatch(l -> !l.repeatedChannels().isEmpty());
      repeating += repeats ? 1 : 0;
    }
    assertThat(recomputing).isGreaterThan(5);
    assertThat(repeating).isGreaterThan(5);
  }
}
