package io.faultmesh.network.quantisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NonNegativeTest {
  private static final QuantisationSettings UNSIGNED = settings(Requantisation.MULTIPLIER);

  static QuantisationSettings settings(Requantisation requantisation) {
    return new QuantisationSettings(null, null, requantisation, null, null, null, null, true);
  }

  private static String dense(OnnxGraph graph, String rows, int size, long seed) {
    float[] weights = new float[size * size];
    Random random = new Random(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return graph.node("MatMul", List.of(rows, graph.floats(weights, size, size)));
  }

  /** The formats of the graph's sums, differences, products and what else follows from ReLUs. */
  @Test
  void whatCannotBeNegativeIsUint8() {
    OnnxGraph graph = new OnnxGraph(13);
    String input = graph.input(2, 4, 4);
    String relu = graph.node("Relu", List.of(dense(graph, input, 4, 1)));
    String signed = dense(graph, input, 4, 2);
    String gate = graph.node("Sigmoid", List.of(signed));
    String sum = graph.node("Add", List.of(relu, gate));
    String product = graph.node("Mul", List.of(relu, gate));
    String difference = graph.node("Sub", List.of(sum, product));
    String last = graph.node("Concat", List.of(sum, difference), OnnxGraph.attribute("axis", 1));
    IntegerNetwork network = GeneratedNetworks.integers(graph.toBytes(last), 1, UNSIGNED);
    assertThat(isUnsigned(network, relu)).isTrue();
    assertThat(isUnsigned(network, gate)).isTrue();
    assertThat(isUnsigned(network, sum)).isTrue();
    assertThat(isUnsigned(network, product)).isTrue();
    assertThat(isUnsigned(network, signed)).isFalse();
    assertThat(isUnsigned(network, difference)).isFalse();
    assertThat(isUnsigned(network, last)).isFalse();
    assertThat(network.format(network.network().input()).lowest()).isEqualTo(-128);
  }

  private static boolean isUnsigned(IntegerNetwork network, String name) {
    return network.network().nodes().stream()
        .map(Node::output)
        .filter(tensor -> tensor.name().equals(name))
        .map(tensor -> network.format(tensor).lowest() == 0)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** An element multiplies any 8 bits by int8: the second operand stays int8, behind moves too. */
  @Test
  void secondOperandOfAProductIsInt8() {
    OnnxGraph graph = new OnnxGraph(13);
    String input = graph.input(1, 4, 4);
    String left = graph.node("Relu", List.of(dense(graph, input, 4, 1)));
    String right = graph.node("Relu", List.of(dense(graph, input, 4, 2)));
    String turned =
        graph.node(
            "Transpose", List.of(right), OnnxGraph.attribute("perm", new long[] {0, 1, 3, 2}));
    String product = graph.node("MatMul", List.of(left, turned));
    byte[] onnx = graph.toBytes(product);
    IntegerNetwork network = GeneratedNetworks.integers(onnx, 1, UNSIGNED);
    List<Node.OperandPair> pairs =
        network.network().nodes().stream()
            .filter(Node.OperandPair.class::isInstance)
            .map(Node.OperandPair.class::cast)
            .toList();
    assertThat(pairs).hasSize(1);
    assertThat(network.format(pairs.get(0).first()).lowest()).isZero();
    assertThat(network.format(pairs.get(0).second()).lowest()).isEqualTo(-128);
    GoldenLogits.assertEnginesAgree(network, 1);
  }

  /** On images that nobody has seen the floats of tensors that became uint8 are never negative. */
  @Test
  void floatsOfUnsignedTensorsAreNeverNegative() {
    int found = 0;
    for (long seed = 0; seed < 40; seed++) {
      byte[] onnx = GeneratedNetworks.onnx(seed);
      Random random = new Random(seed + 50);
      found +=
          GeneratedNetworks.load(
              onnx,
              file -> {
                Network network = OnnxImporter.load(file);
                NonNegative unsigned = NonNegative.of(network);
                int count = 0;
                try (FloatNetwork floats =
                    new FloatNetwork(file, network, Calibration.observed(network))) {
                  float[] pixels = new float[network.input().shape().size()];
                  for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = 3 * (float) random.nextGaussian();
                  }
                  for (Map.Entry<Tensor, float[]> values : floats.run(pixels).entrySet()) {
                    if (unsigned.has(values.getKey())) {
                      count++;
                      for (float value : values.getValue()) {
                        assertThat(value).isGreaterThanOrEqualTo(0);
                      }
                    }
                  }
                }
                return count;
              });
    }
    assertThat(found).isGreaterThan(60);
  }

  @ParameterizedTest
  @EnumSource(Requantisation.class)
  void enginesAndOracleAgree(Requantisation requantisation) {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      IntegerNetwork network =
          GeneratedNetworks.integers(GeneratedNetworks.onnx(seed), seed, settings(requantisation));
      found += (int) network.layers().stream().filter(layer -> layer.input().lowest() == 0).count();
      GoldenLogits.assertEnginesAgree(network, seed);
    }
    assertThat(found).isGreaterThan(10);
  }
}
