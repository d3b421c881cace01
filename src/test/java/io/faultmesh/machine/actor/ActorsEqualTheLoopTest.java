package io.faultmesh.machine.actor;

import io.faultmesh.machine.GeneratedMachine;
import io.faultmesh.machine.LoopMachine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values, cycles and histograms depend neither on threads nor on the dispatcher. */
class ActorsEqualTheLoopTest {
  private static final int MACHINES = 25;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 1000", "2, 1", "2, 1000", "8, 1", "8, 1000"})
  void threadsAndThroughputChangeNothing(int threads, int throughput) {
    try (ActorMachine actors = new ActorMachine(threads, throughput)) {
      for (long seed = 0; seed < MACHINES; seed++) {
        GeneratedMachine machine = GeneratedMachine.any(seed);
        GeneratedMachine.assertSame(
            "Failed on seed " + seed + ": " + machine.describe(),
            actors.run(machine.build()),
            LoopMachine.run(machine.build()));
      }
    }
  }
}
