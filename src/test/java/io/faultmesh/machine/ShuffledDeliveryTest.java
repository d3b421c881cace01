package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.GeneratedNetworks;
import io.faultmesh.oracle.RandomDesigns;
import io.faultmesh.oracle.SlowDesign;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Overlap;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which messages of different senders arrive changes nothing. */
class ShuffledDeliveryTest {
  private static final int NETWORKS = 60;
  private static final int ORDERS = 6;

  @Test
  void anyOrderOfDeliveryGivesTheSameValuesCyclesAndHistograms() {
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      Random random = new Random(seed);
      byte[] image = GeneratedNetworks.images(random, network, 1).get(0);
      SlowDesign design = RandomDesigns.any(random, network);
      AcceleratorSettings memory = memory(random);
      Message.ImageResult expected = LoopMachine.run(machine(design, network, memory, image, seed));
      for (int order = 0; order < ORDERS; order++) {
        long own = seed * ORDERS + order;
        String failure = "Failed on seed " + own + ": " + RandomDesigns.describe(design, network);
        Message.ImageResult actual;
        try {
          actual = ShuffledMachine.run(machine(design, network, memory, image, seed), own);
        } catch (MachineException e) {
          throw new AssertionError(failure, e);
        }
        assertThat(actual.logits()).as(failure).isEqualTo(expected.logits());
        assertThat(actual.layers()).as(failure).isEqualTo(expected.layers());
        assertThat(actual.latencies().folds().toArray(long[][]::new))
            .as(failure)
            .isDeepEqualTo(expected.latencies().folds().toArray(long[][]::new));
        assertThat(actual.latencies().histograms())
            .as(failure)
            .isEqualTo(expected.latencies().histograms());
      }
    }
  }

  private static AcceleratorSettings memory(Random random) {
    double bytesPerCycle = 1 << random.nextInt(6);
    boolean unlimited = random.nextBoolean();
    return new AcceleratorSettings(
        null,
        null,
        new AcceleratorSettings.Cache(1, 1, 1, unlimited ? null : 2 * bytesPerCycle),
        new AcceleratorSettings.Dram(bytesPerCycle, 1 + random.nextInt(200)),
        random.nextInt(4) == 0
            ? AcceleratorSettings.Memory.IDEAL
            : AcceleratorSettings.Memory.REAL);
  }

  private static Machine machine(
      SlowDesign design,
      IntegerNetwork network,
      AcceleratorSettings memory,
      byte[] image,
      long seed) {
    ArraySettings drawn = design.array();
    ArraySettings array =
        new ArraySettings(
            drawn.rows(),
            drawn.columns(),
            drawn.dataflow(),
            seed % 2 == 0 ? Overlap.PRELOAD : Overlap.NONE,
            seed % 4 < 2);
    Protection protection =
        Protection.of(design.settings(), network, array, design.dppu(), design.importance());
    DesignFaults faults =
        new DesignFaults(
            design.plan(), design.trial(), protection, new FlipTally(protection.layers().size()));
    return Machine.of(protection, memory, faults, 3, image);
  }
}
