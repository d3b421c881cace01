package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.oracle.SlowReference;
import org.junit.jupiter.api.Test;

/** The machine computes what the plain reading of the design does, and counts the same flips. */
class MachineEqualsReferenceTest {
  private static final int MACHINES = 150;

  @Test
  void randomMachinesGiveTheLogitsAndFlipsOfTheReference() {
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine machine = GeneratedMachine.any(seed);
      String failure = "Failed on seed " + seed + ": " + machine.describe();
      int layers = machine.network().layers().size();
      FlipTally tally = new FlipTally(layers);
      ImageResult result = LoopMachine.run(machine.build(tally));
      SlowReference.Result expected =
          new SlowReference(machine.network(), machine.design())
              .run(machine.image(), GeneratedMachine.IMAGE);
      assertThat(result.logits()).as(failure).isEqualTo(expected.logits());
      assertThat(SlowReference.counts(tally, machine.design(), layers))
          .as(failure)
          .isEqualTo(expected.flips());
    }
  }
}
