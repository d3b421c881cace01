package io.faultmesh.network.quantisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import java.util.List;
import java.util.Random;

/** The logits of images without faults, by the fast engine and by the oracle. */
final class GoldenLogits {
  private GoldenLogits() {}

  /** Two random images of a seed have the same logits by both. */
  static void assertEnginesAgree(IntegerNetwork network, long seed) {
    List<byte[]> images = GeneratedNetworks.images(new Random(seed), network, 2);
    try (FastEngine engine = new FastEngine(network);
        FastEngine.Lane lane = engine.lane(2)) {
      byte[][] logits = lane.run(images, Strikes.NONE);
      for (int i = 0; i < logits.length; i++) {
        assertThat(logits[i])
            .as("seed " + seed)
            .isEqualTo(SlowReference.golden(network, images.get(i)).logits());
      }
    }
  }
}
