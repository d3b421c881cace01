package io.faultmesh.network.onnx;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pre-quantised file prescribes is kept, or refused with the node's name. */
class QuantisedImportTest {
  private final OnnxGraph graph = new OnnxGraph(21);

  private String quantised(String value, float scale) {
    return dequantised(quantise(value, scale), scale);
  }

  private String quantise(String value, float scale) {
    return graph.node("QuantizeLinear", List.of(value, graph.number(scale), zero(DataType.INT8)));
  }

  private String dequantised(String value, float scale) {
    return graph.node("DequantizeLinear", List.of(value, graph.number(scale), zero(DataType.INT8)));
  }

  private String zero(DataType type) {
    return graph.raw(type, new byte[type == DataType.INT16 ? 2 : 1]);
  }

  private String weights(byte[] values, float[] scales, long axis, long... dims) {
    String integers = graph.raw(DataType.INT8, values, dims);
    String steps = graph.floats(scales, scales.length);
    return graph.node("DequantizeLinear", List.of(integers, steps), attribute("axis", axis));
  }

  /** One channel of 2x2 pixels through a 1x1 convolution. */
  private String convolution(String value) {
    return graph.node("Conv", List.of(value, graph.floats(new float[] {1}, 1, 1, 1, 1)));
  }

  private Network network(String output) {
    return GeneratedNetworks.load(graph.toBytes(output), OnnxImporter::load);
  }

  private IntegerNetwork integers(String output) {
    return GeneratedNetworks.integers(graph.toBytes(output), 1, QuantisationSettings.DEFAULT);
  }

  private static double scale(Network network, int node) {
    return network.prescribed().get(network.nodes().get(node).output().id()).scale();
  }

  private void refused(String output, String... parts) {
    assertThatThrownBy(() -> network(output))
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(parts);
  }

  @Test
  void twoQuantisersOfOneTensorKeepTheirScales() {
    String shared = graph.node("Relu", List.of(convolution(graph.input(1, 2, 2))));
    String left = convolution(quantised(shared, 0.5f));
    String right = convolution(quantised(shared, 0.25f));
    Network network = network(graph.node("Add", List.of(left, right)));
    for (Node node : network.nodes()) {
      if (node instanceof Node.Addition sum) {
        Convolution ofLeft = (Convolution) producer(network, sum.left().id());
        Convolution ofRight = (Convolution) producer(network, sum.right().id());
        assertThat(network.prescribed().get(ofLeft.input().id()).scale()).isEqualTo(0.5f);
        assertThat(network.prescribed().get(ofRight.input().id()).scale()).isEqualTo(0.25f);
      }
    }
    assertThat(network.layers()).extracting(Convolution::name).hasSize(4);
  }

  private static Node producer(Network network, int tensor) {
    return network.nodes().stream().filter(n -> n.output().id() == tensor).findFirst().get();
  }

  @Test
  void equalQuantisersOfOneTensorComputeItOnce() {
    String shared = convolution(graph.input(1, 2, 2));
    String left = convolution(quantised(shared, 0.5f));
    String right = convolution(quantised(shared, 0.5f));
    assertThat(network(graph.node("Add", List.of(left, right))).layers()).hasSize(3);
  }

  @Test
  void aTensorIsComputedOncePerScale() {
    String shared = convolution(graph.input(1, 2, 2));
    String sum = convolution(quantised(shared, 0.5f));
    for (float scale : new float[] {0.25f, 0.25f, 0.125f, 0.5f, 0.125f}) {
      sum = graph.node("Add", List.of(sum, quantised(shared, scale)));
    }
    // Three scales of the shared one, and the reader of the first.
    assertThat(network(sum).layers()).hasSize(4);
  }

  @Test
  void aScaleBehindAPoolIsTheLayersInFrontOfIt() {
    String pool =
        graph.node(
            "MaxPool",
            List.of(convolution(graph.input(1, 2, 2))),
            attribute("kernel_shape", new long[] {2, 2}));
    Network network = network(convolution(quantised(pool, 0.5f)));
    assertThat(scale(network, 0)).isEqualTo(0.5);
    assertThat(scale(network, 1)).isEqualTo(0.5);
  }

  @Test
  void anotherScaleBehindAPoolOfIntegersIsARescaling() {
    String pool =
        graph.node(
            "MaxPool",
            List.of(quantised(convolution(graph.input(1, 2, 2)), 0.25f)),
            attribute("kernel_shape", new long[] {2, 2}));
    Network network = network(convolution(quantised(pool, 0.5f)));
    assertThat(network.nodes().get(2)).isInstanceOf(Node.Rescale.class);
    assertThat(scale(network, 1)).isEqualTo(0.25);
    assertThat(scale(network, 2)).isEqualTo(0.5);
  }

  @Test
  void alphaScalesTheWeightsScales() {
    String image = graph.node("Flatten", List.of(quantised(graph.input(1, 1, 2), 0.1f)));
    String matrix = weights(new byte[] {64, 0, -128, 127}, new float[] {0.5f, 0.25f}, 0, 2, 2);
    IntegerNetwork network =
        integers(
            graph.node(
                "Gemm", List.of(image, matrix), attribute("alpha", 4f), attribute("transB", 1)));
    assertThat(network.layers().get(0).node().weightScales()).containsExactly(2, 1);
    assertThat(network.layers().get(0).weights()).containsExactly(64, 0, -128, 127);
  }

  @Test
  void scalesMoveWithTheWeights() {
    String image = graph.node("Flatten", List.of(quantised(graph.input(1, 1, 2), 0.1f)));
    String matrix = weights(new byte[] {64, 0, -128, 127}, new float[] {0.5f, 0.25f}, 0, 2, 2);
    String turned = graph.node("Transpose", List.of(matrix));
    IntegerNetwork network = integers(graph.node("MatMul", List.of(image, turned)));
    assertThat(network.layers().get(0).node().weightScales()).containsExactly(0.5, 0.25);
    assertThat(network.layers().get(0).weights()).containsExactly(64, 0, -128, 127);
  }

  @Test
  void scalesAlongTheInputsOfASquareMatrixAreNotTakenForTheOutputs() {
    String image = graph.node("Flatten", List.of(quantised(graph.input(1, 1, 2), 0.1f)));
    String matrix = weights(new byte[] {100, 10, 100, 10}, new float[] {1, 0.01f}, 0, 2, 2);
    IntegerNetwork network = integers(graph.node("MatMul", List.of(image, matrix)));
    assertThat(network.layers().get(0).node().weightScales()).isNull();
    // Outputs are 100 x + 1 y and 10 x + 0.1 y.
    assertThat(network.layers().get(0).weights()).containsExactly(127, 1, 127, 1);
  }

  @Test
  void theFloatReferenceKnowsTheAxis() {
    String input = graph.input(1, 1, 2);
    String image = graph.node("Flatten", List.of(quantised(input, 0.1f)));
    String matrix = weights(new byte[] {100, 10, 100, 10}, new float[] {1, 0.01f}, 0, 2, 2);
    byte[] file = graph.toBytes(graph.node("MatMul", List.of(image, matrix)));
    float[] logits =
        GeneratedNetworks.load(
            file,
            path -> {
              Network network = OnnxImporter.load(path);
              try (FloatNetwork floats =
                  new FloatNetwork(path, network, List.of(network.output()))) {
                return floats.run(new float[] {1, 2}).get(network.output());
              }
            });
    assertThat(logits[0]).isEqualTo(102, org.assertj.core.api.Assertions.within(0.01f));
    assertThat(logits[1]).isEqualTo(10.2f, org.assertj.core.api.Assertions.within(0.01f));
  }

  @Test
  void fourBitWeightsAreRead() {
    String image = graph.node("Flatten", List.of(graph.input(1, 1, 3)));
    byte[] packed = {0x21, (byte) 0xf3, 0x78};
    String integers = graph.raw(DataType.INT4, packed, 2, 3);
    String matrix = graph.node("DequantizeLinear", List.of(integers, graph.number(0.5f)));
    IntegerNetwork network =
        integers(graph.node("Gemm", List.of(image, matrix), attribute("transB", 1)));
    assertThat(network.layers().get(0).weights()).containsExactly(1, 2, 3, -1, -8, 7);
  }

  @Test
  void whatCannotBeKeptIsRefusedWithTheNode() {
    String image = graph.input(1, 2, 2);
    String once = convolution(quantised(image, 0.5f));
    String twice = convolution(quantised(image, 0.25f));
    refused(
        graph.node("Add", List.of(once, twice)),
        "(QuantizeLinear)",
        "quantises the image with scale 0.25, which another node does with 0.5");
  }

  @Test
  void aFloatReaderThatAQuantiserWouldClipIsRefused() {
    String shared = convolution(graph.input(1, 2, 2));
    String left = convolution(quantised(shared, 0.001f));
    String sum = graph.node("Add", List.of(left, shared));
    assertThatThrownBy(() -> integers(sum))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is quantised for at most 0.1280, but read without quantisation");
  }

  @Test
  void aFloatReaderSharesAScaleThatHoldsItsRange() {
    String shared = convolution(graph.input(1, 2, 2));
    String pool =
        graph.node("MaxPool", List.of(shared), attribute("kernel_shape", new long[] {1, 1}));
    String left = convolution(quantised(pool, 0.05f));
    Network network = integers(graph.node("Add", List.of(left, pool))).network();
    assertThat(network.layers()).hasSize(2);
    assertThat(network.readAsFloats()).containsExactly(network.nodes().get(1).output().id());
  }

  @Test
  void otherScalesForReadingThanForWritingAreRefused() {
    String value = quantise(convolution(graph.input(1, 2, 2)), 0.5f);
    refused(
        convolution(dequantised(value, 0.25f)),
        "(DequantizeLinear)",
        "reads with scale 0.25 what was quantised with 0.5");
  }

  @Test
  void activationsOfSixteenBitsAreRefused() {
    String value = convolution(graph.input(1, 2, 2));
    List<String> inputs = List.of(value, graph.number(0.5f), zero(DataType.INT16));
    refused(graph.node("QuantizeLinear", inputs), "(QuantizeLinear)", "quantises to int16");
  }
}
