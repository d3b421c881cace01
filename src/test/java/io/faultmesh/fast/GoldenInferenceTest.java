package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GoldenInferenceTest {
  private static final int NETWORKS = 150;
  private static final int IMAGES = 3;

  /**
   * The fastest kernel of a seed's engine: every kind meets every kind of network, as those turn
   * with four seeds.
   */
  static KernelKind kernel(long seed) {
    return KernelKind.values()[(int) ((seed + seed / 4) % KernelKind.values().length)];
  }

  @Test
  void everyLayerEqualsTheSlowReferenceByteForByte() {
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      KernelKind fastest = kernel(seed);
      List<byte[]> images = GeneratedNetworks.images(new Random(seed), network, IMAGES);
      RecordingStrikes record = RecordingStrikes.sumsAndResults(Strikes.NONE);
      try (FastEngine engine = new FastEngine(network, fastest);
          FastEngine.Lane lane = engine.lane(IMAGES)) {
        byte[][] logits = lane.run(images, record);
        RecordingStrikes undisturbed = RecordingStrikes.results(Strikes.NONE);
        assertThat(lane.run(images, undisturbed)).as("seed " + seed).isDeepEqualTo(logits);
        for (int i = 0; i < IMAGES; i++) {
          SlowReference.Result expected = SlowReference.golden(network, images.get(i));
          for (IntegerLayer layer : network.layers()) {
            String where = "seed " + seed + ", image " + i + ", " + layer.node();
            assertThat(record.sums(layer.index(), i))
                .as(where)
                .isEqualTo(expected.sums().get(layer.index()));
            assertThat(record.results(layer.index(), i))
                .as(where)
                .isEqualTo(undisturbed.results(layer.index(), i))
                .isEqualTo(expected.values().get(layer.node().output()));
          }
          assertThat(logits[i]).as("seed " + seed).isEqualTo(expected.logits());
        }
      }
    }
  }

  @Test
  void theGeneratedNetworksHoldEveryKindOfNode() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (long seed = 0; seed < NETWORKS; seed++) {
      for (Node node : GeneratedNetworks.network(seed).nodes()) {
        kinds.merge(node.getClass().getSimpleName(), 1, Integer::sum);
      }
    }
    assertThat(kinds)
        .containsOnlyKeys(
            "Addition",
            "AveragePool",
            "Binary",
            "Concatenation",
            "ConstantTensor",
            "Convolution",
            "LayerNormalisation",
            "LocalNormalisation",
            "OperandPair",
            "MaxPool",
            "Padding",
            "Rescale",
            "Reshape",
            "Selection",
            "Slice",
            "Softmax",
            "Transpose",
            "Unary")
        .allSatisfy((kind, count) -> assertThat(count).as(kind).isGreaterThan(5));
  }
}
