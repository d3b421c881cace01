package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.AcceleratorSettings.Cache;
import io.faultmesh.scenario.AcceleratorSettings.Dram;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What memory costs: stalls that explain every cycle beyond ideal memory, and bytes. */
class MemoryTest {
  private static final int LAYERS = 40;
  private static final int NETWORKS = 20;
  private static final int LARGE_KIB = 1 << 12;
  private static final double[] BANDWIDTHS = {0.25, 0.5, 1, 2, 4, 8, 16, 64, 1024, 1e9};

  private static ArraySettings array(Random random) {
    return new ArraySettings(
        2 + random.nextInt(9),
        2 + random.nextInt(9),
        Dataflow.values()[random.nextInt(3)],
        random.nextBoolean() ? Overlap.PRELOAD : Overlap.NONE,
        random.nextBoolean());
  }

  private static AcceleratorSettings memory(int kib, double bytesPerCycle, int latencyCycles) {
    return new AcceleratorSettings(
        null,
        null,
        new Cache(kib, kib, kib, null),
        new Dram(bytesPerCycle, latencyCycles),
        AcceleratorSettings.Memory.REAL);
  }

  @Test
  void stallsExplainEveryCycleBeyondIdealMemory() {
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      ArraySettings array = array(random);
      long ideal = layer.run(array, SingleLayer.IDEAL).cycles();
      LayerReport real = layer.run(array, memory(1, 1 + random.nextInt(8), 1 + random.nextInt(99)));
      String failure = "Failed on seed " + seed + ": " + layer.layer() + " " + array;
      assertThat(real.stallCycles()).as(failure).isPositive();
      assertThat(real.cycles()).as(failure).isEqualTo(ideal + real.stallCycles());
    }
  }

  @Test
  void moreBandwidthNeverCostsCyclesAndReachesIdealMemory() {
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      ArraySettings array = array(random);
      int kib = 1 << random.nextInt(4);
      int latencyCycles = 1 + random.nextInt(50);
      long ideal = layer.run(array, SingleLayer.IDEAL).cycles();
      long slower = Long.MAX_VALUE;
      for (double bandwidth : BANDWIDTHS) {
        long cycles = layer.run(array, memory(kib, bandwidth, latencyCycles)).cycles();
        assertThat(cycles)
            .as("Failed on seed %d: %s %s at %s", seed, layer.layer(), array, bandwidth)
            .isBetween(ideal, slower);
        slower = cycles;
      }
      // What stays is the first request's way: it is moved in a cycle, and seen a latency later.
      long limit = layer.run(array, memory(LARGE_KIB, 1e9, 1)).cycles();
      assertThat(limit).as("Failed on seed %d", seed).isBetween(ideal, ideal + 2);
    }
  }

  @Test
  void bytesAreNeverBelowTheUniqueOnesAndEqualThemWhereAllFits() {
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      ArraySettings array = array(random);
      String failure = "Failed on seed " + seed + ": " + layer.layer() + " " + array;
      long unique =
          layer.layer().inputs() + (long) layer.filters() * layer.taps() + layer.layer().outputs();
      assertThat(layer.run(array, memory(1, 4, 10)).dramBytes())
          .as(failure)
          .isGreaterThanOrEqualTo(unique);
      assertThat(layer.run(array, memory(LARGE_KIB, 4, 10)).dramBytes())
          .as(failure)
          .isEqualTo(unique);
    }
  }

  @Test
  void aLayerThatDoesNotFitIsFetchedAgain() {
    SingleLayer layer = SingleLayer.of(20, 20, 3, 1, 64, 64);
    ArraySettings array = new ArraySettings(8, 8, null, null, null);
    long fits = layer.run(array, memory(LARGE_KIB, 16, 100)).dramBytes();
    assertThat(layer.run(array, memory(1, 16, 100)).dramBytes()).isGreaterThan(2 * fits);
  }

  @Test
  void wholeNetworksOnlyGainFromBandwidth() {
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      Random random = new Random(seed);
      byte[] image = GeneratedNetworks.images(random, network, 1).get(0);
      Protection bare =
          Protection.of(
              DesignSettings.preset(Preset.BASE),
              network,
              array(random),
              DppuSettings.DEFAULT,
              Importance.none(network.layers().size()));
      long slower = Long.MAX_VALUE;
      for (double bandwidth : BANDWIDTHS) {
        long cycles = cycles(bare, memory(1, bandwidth, 20), image);
        assertThat(cycles).as("Failed on seed %d", seed).isLessThanOrEqualTo(slower);
        slower = cycles;
      }
      assertThat(slower)
          .as("Failed on seed %d", seed)
          .isGreaterThanOrEqualTo(cycles(bare, SingleLayer.IDEAL, image));
    }
  }

  private static long cycles(Protection design, AcceleratorSettings memory, byte[] image) {
    Machine machine = Machine.of(design, memory, null, 0, image);
    return LoopMachine.run(machine).layers().stream().mapToLong(LayerReport::cycles).sum();
  }

  @Test
  void aSlowCacheHoldsTheStreamsBack() {
    SingleLayer layer = SingleLayer.of(8, 8, 3, 1, 8, 16);
    ArraySettings array = new ArraySettings(8, 8, null, Overlap.NONE, false);
    Dram fast = new Dram(1e9, 1);
    AcceleratorSettings free =
        new AcceleratorSettings(null, null, new Cache(64, 64, 64, null), fast, null);
    // 72 taps of 16 streams per fold at 4 bytes per cycle take 288 cycles instead of 72.
    AcceleratorSettings slow =
        new AcceleratorSettings(null, null, new Cache(64, 64, 64, 4.0), fast, null);
    LayerReport held = layer.run(array, slow);
    assertThat(held.cycles())
        .isEqualTo(layer.run(array, free).cycles() + held.folds() * (288L - 72));
  }
}
