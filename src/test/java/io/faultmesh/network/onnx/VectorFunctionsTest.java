package io.faultmesh.network.onnx;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.LayerNormRule;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.SoftmaxRule;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of vectors lie within one unit of ONNX Runtime's, rounded, of their own inputs. */
class VectorFunctionsTest {
  private static final int VECTORS = 12;

  /** Steps of vectors: wide, narrow, one value far out, all alike. */
  private static int[] steps(Random random, int length) {
    int width = List.of(255, 30, 3, 1).get(random.nextInt(4));
    int[] steps = new int[length];
    int middle = random.nextInt(256 - width) - 128;
    for (int i = 0; i < length; i++) {
      steps[i] = middle + random.nextInt(width);
    }
    if (random.nextInt(3) == 0) {
      steps[random.nextInt(length)] = 127;
    }
    return steps;
  }

  private static float[] expected(byte[] file, float[] reals) {
    return GeneratedNetworks.load(
        file,
        path -> {
          Network network = OnnxImporter.load(path);
          Node node = network.nodes().get(0);
          try (FloatNetwork floats = new FloatNetwork(path, network, List.of(node.output()))) {
            return floats.run(reals).get(node.output()).clone();
          }
        });
  }

  private static Node imported(byte[] file) {
    return GeneratedNetworks.load(file, path -> OnnxImporter.load(path).nodes().get(0));
  }

  /** Appends a layer, without which a file is no network. */
  private static byte[] ended(OnnxGraph graph, String result, int length) {
    return graph.toBytes(
        graph.node("MatMul", List.of(result, graph.floats(new float[length], length, 1))));
  }

  private static void assertNear(
      int[] results, float[] expected, int first, Quantisation out, String where) {
    for (int i = 0; i < results.length; i++) {
      int rounded = out.quantise(expected[first + i]);
      assertThat(Math.abs(results[i] - rounded)).as(where + ", place " + i).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 49, 197, 1000})
  void softmax(int length) {
    Random random = new Random(length);
    OnnxGraph graph = new OnnxGraph(13);
    String result =
        graph.node("Softmax", List.of(graph.input(VECTORS, length)), attribute("axis", -1));
    byte[] file = ended(graph, result, length);
    assertThat(imported(file)).isInstanceOf(Softmax.class);
    for (float scale : new float[] {0.004f, 0.03f, 0.2f}) {
      int[][] steps = new int[VECTORS][];
      float[] reals = new float[VECTORS * length];
      for (int v = 0; v < VECTORS; v++) {
        steps[v] = steps(random, length);
        for (int i = 0; i < length; i++) {
          reals[v * length + i] = steps[v][i] * scale;
        }
      }
      float[] expected = expected(file, reals);
      SoftmaxRule rule = SoftmaxRule.of(scale, SoftmaxRule.RESULT);
      for (int v = 0; v < VECTORS; v++) {
        String where = "scale " + scale + ", vector " + v;
        assertNear(rule.apply(steps[v]), expected, v * length, SoftmaxRule.RESULT, where);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 32, 192, 768, 3000})
  void layerNormalisation(int length) {
    Random random = new Random(length);
    float[] gamma = new float[length];
    float[] beta = new float[length];
    for (int i = 0; i < length; i++) {
      gamma[i] = (float) (1 + 0.5 * random.nextGaussian());
      beta[i] = (float) random.nextGaussian();
    }
    OnnxGraph graph = new OnnxGraph(17);
    List<String> inputs =
        List.of(
            graph.input(VECTORS, length), graph.floats(gamma, length), graph.floats(beta, length));
    byte[] file = ended(graph, graph.node("LayerNormalization", inputs), length);
    LayerNormalisation node = (LayerNormalisation) imported(file);
    for (float scale : new float[] {0.004f, 0.03f, 0.2f}) {
      int[][] steps = new int[VECTORS][];
      float[] reals = new float[VECTORS * length];
      for (int v = 0; v < VECTORS; v++) {
        steps[v] = steps(random, length);
        for (int i = 0; i < length; i++) {
          reals[v * length + i] = steps[v][i] * scale;
        }
      }
      float[] expected = expected(file, reals);
      float most = 0;
      for (float value : expected) {
        most = Math.max(most, Math.abs(value));
      }
      Quantisation out = Quantisation.symmetric(most / 127);
      LayerNormRule rule = LayerNormRule.of(scale, gamma, beta, node.epsilon(), out);
      for (int v = 0; v < VECTORS; v++) {
        String where = "scale " + scale + ", vector " + v;
        assertNear(rule.apply(steps[v]), expected, v * length, out, where);
      }
    }
  }
}
