package io.faultmesh.network.onnx;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Network;
import io.faultmesh.network.Unary;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions, whole or in parts, become one table each, within a unit of ONNX Runtime's floats. */
class FunctionImportTest {
  /** What exporters write. */
  enum Written {
    LEAKY_RELU((g, x) -> g.node("LeakyRelu", List.of(x), attribute("alpha", 0.2f))),
    ELU((g, x) -> g.node("Elu", List.of(x), attribute("alpha", 1.5f))),
    CELU((g, x) -> g.node("Celu", List.of(x), attribute("alpha", 0.7f))),
    SELU((g, x) -> g.node("Selu", List.of(x))),
    SIGMOID((g, x) -> g.node("Sigmoid", List.of(x))),
    HARD_SIGMOID((g, x) -> g.node("HardSigmoid", List.of(x))),
    HARD_SWISH((g, x) -> g.node("HardSwish", List.of(x))),
    SOFTPLUS((g, x) -> g.node("Softplus", List.of(x))),
    SOFTSIGN((g, x) -> g.node("Softsign", List.of(x))),
    MISH((g, x) -> g.node("Mish", List.of(x))),
    TANH((g, x) -> g.node("Tanh", List.of(x))),
    GELU((g, x) -> g.node("Gelu", List.of(x))),
    GELU_BY_TANH((g, x) -> g.node("Gelu", List.of(x), attribute("approximate", "tanh"))),
    ERF((g, x) -> g.node("Erf", List.of(x))),
    EXP((g, x) -> g.node("Exp", List.of(x))),
    ABS((g, x) -> g.node("Abs", List.of(x))),
    NEGATE((g, x) -> g.node("Neg", List.of(x))),
    SQUARE((g, x) -> g.node("Mul", List.of(x, x))),
    CUBE((g, x) -> g.node("Pow", List.of(x, g.number(3)))),
    SQUARE_BY_A_WHOLE_NUMBER((g, x) -> g.node("Pow", List.of(x, g.scalar(2)))),
    SILU((g, x) -> g.node("Mul", List.of(g.node("Sigmoid", List.of(x)), x))),
    HARD_SIGMOID_IN_PARTS(
        (g, x) -> {
          String shifted = g.node("Add", List.of(x, g.number(3)));
          String limited = g.node("Clip", List.of(shifted, g.number(0), g.number(6)));
          return g.node("Div", List.of(limited, g.number(6)));
        }),
    HARD_SWISH_IN_PARTS(
        (g, x) -> {
          String shifted = g.node("Add", List.of(g.number(3), x));
          String limited = g.node("Clip", List.of(shifted, g.number(0), g.number(6)));
          String factor = g.node("Mul", List.of(limited, g.number(1 / 6f)));
          return g.node("Mul", List.of(x, factor));
        }),
    GELU_IN_PARTS(
        (g, x) -> {
          String inner = g.node("Div", List.of(x, g.number((float) Math.sqrt(2))));
          String share = g.node("Add", List.of(g.node("Erf", List.of(inner)), g.number(1)));
          return g.node("Mul", List.of(g.node("Mul", List.of(x, share)), g.number(0.5f)));
        }),
    GELU_BY_TANH_IN_PARTS(
        (g, x) -> {
          String cube = g.node("Pow", List.of(x, g.number(3)));
          String sum = g.node("Add", List.of(x, g.node("Mul", List.of(cube, g.number(0.044715f)))));
          String tanh = g.node("Tanh", List.of(g.node("Mul", List.of(sum, g.number(0.7978845f)))));
          String share = g.node("Add", List.of(tanh, g.number(1)));
          return g.node("Mul", List.of(g.node("Mul", List.of(x, g.number(0.5f))), share));
        }),
    LIMITED_TANH((g, x) -> g.node("Relu", List.of(g.node("Tanh", List.of(x)))));

    private final BiFunction<OnnxGraph, String, String> write;

    Written(BiFunction<OnnxGraph, String, String> write) {
      this.write = write;
    }
  }

  @ParameterizedTest
  @EnumSource
  void becomesOneTableNextToTheFloatFunction(Written written) {
    OnnxGraph graph = new OnnxGraph(20);
    String result = written.write.apply(graph, graph.input(256, 1, 1));
    float[] ones = new float[256];
    java.util.Arrays.fill(ones, 1);
    String layer =
        graph.node(
            "Conv", List.of(result, graph.floats(ones, 256, 1, 1, 1)), attribute("group", 256));
    GeneratedNetworks.load(
        graph.toBytes(layer),
        file -> {
          Network network = OnnxImporter.load(file);
          assertThat(network.nodes()).hasSize(2);
          compare(file, network, (Unary) network.nodes().get(0));
          return null;
        });
  }

  private static void compare(java.nio.file.Path file, Network network, Unary node) {
    for (float scale : new float[] {0.005f, 0.03f, 0.1f}) {
      Quantisation in = new Quantisation(scale, 17, Byte.MIN_VALUE);
      float[] reals = new float[256];
      for (int i = 0; i < reals.length; i++) {
        reals[i] = in.steps((byte) i) * scale;
      }
      try (FloatNetwork floats = new FloatNetwork(file, network, List.of(node.output()))) {
        float[] expected = floats.run(reals).get(node.output());
        float most = 0;
        for (float value : expected) {
          most = Math.max(most, Math.abs(value));
        }
        Quantisation out = new Quantisation(most / 127, -3, Byte.MIN_VALUE);
        LookupTable table = LookupTable.of(node.functions().get(0), in, out);
        int off = 0;
        for (int i = 0; i < expected.length; i++) {
          int difference = Math.abs(table.apply((byte) i) - out.quantise(expected[i]));
          assertThat(difference).as("value %s", reals[i]).isLessThanOrEqualTo(1);
          off += difference;
        }
        // The floats are approximate; few fall to another side of a half.
        assertThat(off).isLessThanOrEqualTo(4);
      }
    }
  }
}
