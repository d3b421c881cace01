package io.faultmesh.machine;

import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.result.ImageResult;
import org.junit.jupiter.api.Test;

/** The order in which messages of different senders arrive changes nothing. */
class ShuffledDeliveryTest {
  private static final int MACHINES = 60;
  private static final int ORDERS = 6;

  @Test
  void anyOrderOfDeliveryGivesTheSameValuesCyclesAndHistograms() {
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine machine = GeneratedMachine.any(seed);
      ImageResult expected = LoopMachine.run(machine.build());
      for (int i = 0; i < ORDERS; i++) {
        long order = seed * ORDERS + i;
        String failure =
            "Failed on seed %d, order %d: %s".formatted(seed, order, machine.describe());
        ImageResult actual;
        try {
          actual = ShuffledMachine.run(machine.build(), order);
        } catch (MachineException e) {
          throw new AssertionError(failure, e);
        }
        GeneratedMachine.assertSame(failure, actual, expected);
      }
    }
  }
}
