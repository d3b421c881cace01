package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.quantisation.ChannelSplit;
import io.faultmesh.oracle.RandomDesigns;
import io.faultmesh.oracle.SlowDesign;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.FaultSite;
import java.util.Random;

/** A random network on a random small machine under random faults, all from one seed. */
public record GeneratedMachine(
    IntegerNetwork network, SlowDesign design, AcceleratorSettings memory, byte[] image) {
  /** Index of the image in its imagined data set. */
  public static final int IMAGE = 3;

  /** A machine that computes no fold again. */
  public static GeneratedMachine of(long seed) {
    return draw(seed, false);
  }

  /** Any machine: sums may be checked, layers computed twice. */
  public static GeneratedMachine any(long seed) {
    return draw(seed, true);
  }

  private static GeneratedMachine draw(long seed, boolean checks) {
    IntegerNetwork network = network(seed);
    Random random = new Random(seed);
    byte[] image = GeneratedNetworks.images(random, network, 1).get(0);
    SlowDesign drawn = RandomDesigns.any(random, network);
    while (!checks && (drawn.checksum() != null || drawn.duplicate() != null)) {
      drawn = RandomDesigns.any(random, network);
    }
    ArraySettings array =
        new ArraySettings(
            drawn.array().rows(),
            drawn.array().columns(),
            drawn.array().dataflow(),
            random.nextBoolean() ? Overlap.PRELOAD : Overlap.NONE,
            random.nextBoolean(),
            null,
            drawn.array().stream());
    SlowDesign design = drawn.on(array);
    return new GeneratedMachine(network, design, memory(random), image);
  }

  private static IntegerNetwork network(long seed) {
    if (seed % 16 == 5) {
      return GeneratedNetworks.ensemble(seed);
    }
    if (seed % 8 == 6) {
      return split(GeneratedNetworks.integers(seed), (1 + seed % 3) / 4.0);
    }
    return seed % 4 == 3 ? GeneratedNetworks.prescribed(seed) : GeneratedNetworks.integers(seed);
  }

  /** With split channels, where a layer has such. */
  private static IntegerNetwork split(IntegerNetwork network, double share) {
    try {
      return ChannelSplit.of(network, share);
    } catch (IllegalArgumentException e) {
      return network;
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

  /** A machine that has not started. */
  public Machine build(FlipTally tally) {
    Protection protection = design.protection(network);
    DesignFaults faults = new DesignFaults(design.plan(), design.trial(), protection, tally);
    return Machine.of(protection, memory, faults, IMAGE, image);
  }

  public Machine build() {
    return build(new FlipTally(network.layers().size()));
  }

  public String describe() {
    return RandomDesigns.describe(design, network);
  }

  /** Checks that two runs computed and measured the same. */
  public static void assertSame(String failure, ImageResult actual, ImageResult expected) {
    assertThat(actual.logits()).as(failure).isEqualTo(expected.logits());
    assertThat(actual.layers()).as(failure).isEqualTo(expected.layers());
    assertThat(actual.activity()).as(failure).isEqualTo(expected.activity());
    assertThat(actual.latencies().folds().toArray(long[][]::new))
        .as(failure)
        .isDeepEqualTo(expected.latencies().folds().toArray(long[][]::new));
    assertThat(actual.latencies().histograms())
        .as(failure)
        .isEqualTo(expected.latencies().histograms());
    for (FaultSite site : FaultSite.values()) {
      for (int layer = 0; layer < expected.layers().size(); layer++) {
        assertThat(actual.residency().bitCycles(site, layer))
            .as("%s, residency of %s in layer %d", failure, site, layer)
            .isEqualTo(expected.residency().bitCycles(site, layer));
      }
    }
  }
}
