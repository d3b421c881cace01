package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products of two activations are layers whose operands are both inputs. */
class OperandProductTest {
  private static final int HEADS = 2;
  private static final int TOKENS = 5;
  private static final int DEPTH = 3;

  /** Attention of two heads: softmax of Q K', times V. */
  private static byte[] attention() {
    Random random = new Random(3);
    OnnxGraph graph = new OnnxGraph(13);
    String rows = graph.input(TOKENS, HEADS * DEPTH);
    String query = heads(graph, dense(graph, rows, random), 0, 2, 1, 3);
    String key = heads(graph, dense(graph, rows, random), 0, 2, 3, 1);
    String value = heads(graph, dense(graph, rows, random), 0, 2, 1, 3);
    String alike = graph.node("MatMul", List.of(query, key));
    String share = graph.node("Softmax", List.of(alike), OnnxGraph.attribute("axis", -1));
    String sums = graph.node("MatMul", List.of(share, value));
    String back =
        graph.node(
            "Transpose", List.of(sums), OnnxGraph.attribute("perm", new long[] {0, 2, 1, 3}));
    String features = graph.node("Reshape", List.of(back, graph.longs(0, TOKENS, -1)));
    return graph.toBytes(dense(graph, features, random));
  }

  private static String dense(OnnxGraph graph, String rows, Random random) {
    float[] weights = new float[HEADS * DEPTH * HEADS * DEPTH];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return graph.node("MatMul", List.of(rows, graph.floats(weights, HEADS * DEPTH, HEADS * DEPTH)));
  }

  private static String heads(OnnxGraph graph, String rows, long... perm) {
    String split = graph.node("Reshape", List.of(rows, graph.longs(0, TOKENS, HEADS, DEPTH)));
    return graph.node("Transpose", List.of(split), OnnxGraph.attribute("perm", perm));
  }

  private static List<IntegerLayer> products() {
    return GeneratedNetworks.integers(attention(), 1, QuantisationSettings.DEFAULT)
        .layers()
        .stream()
        .filter(layer -> layer.node().isProduct())
        .toList();
  }

  @Test
  void bothProductsOfAttentionLieOnTheArray() {
    assertThat(products()).hasSize(2).allMatch(layer -> layer.node().groups() == HEADS);
    assertThat(products())
        .extracting(layer -> layer.node().macs())
        .containsOnly((long) HEADS * TOKENS * TOKENS * DEPTH);
  }

  @Test
  void bothOperandsAreInputsAndNeitherIsAWeight() {
    ArraySettings array = new ArraySettings(4, 4, null, null, null);
    for (IntegerLayer layer : products()) {
      LayerMapping mapping = new LayerMapping(array, layer.node());
      long operands = layer.node().input().shape().size();
      assertThat(operands)
          .isEqualTo(
              HEADS * DEPTH * TOKENS
                  + HEADS * TOKENS * (long) (layer.node().windowSize() == DEPTH ? DEPTH : TOKENS));
      assertThat(SiteSpace.values(FaultSite.WEIGHT, layer, mapping)).isZero();
      assertThat(SiteSpace.values(FaultSite.INPUT, layer, mapping)).isEqualTo(operands);
      assertThat(SiteSpace.values(FaultSite.DRAM, layer, mapping)).isEqualTo(operands);
    }
  }

  @Test
  void theNativeProductEqualsThePlainOneOnWholeBatches() {
    IntegerNetwork network =
        GeneratedNetworks.integers(attention(), 1, QuantisationSettings.DEFAULT);
    List<byte[]> images = GeneratedNetworks.images(new Random(7), network, 5);
    try (FastEngine engine = new FastEngine(network);
        FastEngine plain = new FastEngine(network, KernelKind.PLAIN);
        FastEngine.Lane lane = engine.lane(images.size());
        FastEngine.Lane plainLane = plain.lane(images.size())) {
      assertThat(engine.kernels()).doesNotContainKeys(KernelKind.PRODUCTS, KernelKind.PLAIN);
      assertThat(lane.run(images, Strikes.NONE)).isDeepEqualTo(plainLane.run(images, Strikes.NONE));
    }
  }
}
