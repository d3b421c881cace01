package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.GeneratedNetworks;
import io.faultmesh.oracle.RandomDesigns;
import io.faultmesh.oracle.SlowDesign;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fast engine under random faults and designs, against the slow reference. */
class FaultyInferenceTest {
  private static final int IMAGES = 2;

  @ParameterizedTest
  @EnumSource
  void oneSiteEqualsTheSlowReference(FaultSite site) {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(1000 * (site.ordinal() + 1) + seed);
      IntegerNetwork network = network(random);
      compare(seed, random, network, RandomDesigns.any(random, network, List.of(site)));
    }
  }

  @Test
  void severalSitesAtOnceEqualTheSlowReference() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      IntegerNetwork network = network(random);
      compare(seed, random, network, RandomDesigns.any(random, network));
    }
  }

  private static IntegerNetwork network(Random random) {
    int seed = random.nextInt(1000);
    return random.nextInt(4) == 0
        ? GeneratedNetworks.prescribed(seed)
        : GeneratedNetworks.integers(seed);
  }

  private static void compare(long seed, Random random, IntegerNetwork network, SlowDesign design) {
    String where = "failed on seed " + seed + ": " + RandomDesigns.describe(design, network);
    int first = random.nextInt(1000);
    List<byte[]> images = GeneratedNetworks.images(random, network, IMAGES);
    Protection protection = design.protection(network);
    Campaign.Run run = new Campaign.Run(protection, design.plan(), design.trial());
    FaultStrikes strikes =
        new FaultStrikes(
            protection,
            design.plan(),
            design.trial(),
            Campaign.registers(run),
            first,
            IMAGES,
            false);
    RecordingStrikes record = RecordingStrikes.results(strikes);
    SlowReference reference = new SlowReference(network, design);
    try (FastEngine engine = new FastEngine(network, KernelKind.values()[(int) (seed % 4)]);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      byte[][] logits = lane.run(images, record);
      for (int i = 0; i < IMAGES; i++) {
        SlowReference.Result expected = reference.run(images.get(i), first + i);
        for (IntegerLayer layer : network.layers()) {
          assertThat(record.results(layer.index(), i))
              .as("layer " + layer.index() + ", " + where)
              .isEqualTo(expected.values().get(layer.node().output()));
        }
        assertThat(logits[i]).as(where).isEqualTo(expected.logits());
        assertThat(counts(strikes.tallies()[i], network.layers().size()))
            .as(where)
            .isEqualTo(expected.flips());
      }
    }
  }

  private static Map<String, Long> counts(FlipTally tally, int layers) {
    Map<String, Long> counts = new TreeMap<>();
    long total = 0;
    for (FaultSite site : FaultSite.values()) {
      for (int layer = 0; layer < layers; layer++) {
        for (int bit = 0; bit < site.bitsPerValue(); bit++) {
          long flips = tally.flips(site, layer, bit);
          total += flips;
          if (flips > 0) {
            counts.put(SlowReference.cell(site, layer, bit), flips);
          }
        }
      }
    }
    assertThat(tally.total()).isEqualTo(total);
    return counts;
  }
}
