package io.faultmesh.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.onnx.file.RefusedNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.scenario.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is computed from constants has limits, which are checked before anything is computed. */
class ConstantFoldingTest {
  private OnnxGraph graph = new OnnxGraph(13);
  private String image = graph.input(1, 2, 2);

  /** A network that adds a constant to its image. */
  private byte[] file(String constant) {
    String weights = graph.floats(new float[] {1}, 1, 1, 1, 1);
    String conv = graph.node("Conv", List.of(image, weights));
    return graph.toBytes(graph.node("Add", List.of(conv, constant)));
  }

  private void refused(Supplier<String> constant, String... parts) {
    graph = new OnnxGraph(13);
    image = graph.input(1, 2, 2);
    byte[] file = file(constant.get());
    assertThatThrownBy(() -> GeneratedNetworks.load(file, OnnxImporter::load))
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(parts);
  }

  @Test
  void aLoopIsNotComputed() {
    AttributeProto body =
        AttributeProto.newBuilder()
            .setName("body")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(GraphProto.newBuilder().setName("endless"))
            .build();
    refused(
        () -> graph.node("Loop", List.of(graph.scalar(1L << 62), ""), body),
        "(Loop)",
        "not computed");
  }

  @Test
  void aSmallNodeWithALargeResultIsNotComputed() {
    refused(
        () ->
            graph.node(
                "OneHot", List.of(graph.longs(1, 2), graph.scalar(1L << 33), graph.longs(0, 1))),
        "(OneHot)",
        "not computed");
    refused(
        () ->
            graph.node("Range", List.of(graph.scalar(0), graph.scalar(1L << 40), graph.scalar(1))),
        "(Range)",
        "would make 1099511627776 values");
    refused(
        () -> graph.node("Mul", List.of(zeros(30_000, 1), zeros(1, 30_000))),
        "(Mul)",
        "would make 900000000 values");
    refused(
        () -> graph.node("Expand", List.of(zeros(30_000, 1), graph.longs(1, 30_000))),
        "(Expand)",
        "would make 900000000 values");
    refused(
        () -> graph.node("Tile", List.of(zeros(1, 30_000), graph.longs(30_000, 1))),
        "(Tile)",
        "would make 900000000 values");
    refused(
        () -> graph.node("Pad", List.of(zeros(1, 30_000), graph.longs(0, 0, 29_999, 0))),
        "(Pad)",
        "would make 900000000 values");
    refused(
        () -> graph.node("Gather", List.of(zeros(1, 30_000), graph.longs(new long[30_000]))),
        "(Gather)",
        "would make 900000000 values");
    refused(
        () -> graph.node("ConstantOfShape", List.of(graph.longs(30_000, 30_000))),
        "(ConstantOfShape)",
        "would make 900000000 values");
  }

  /** Example networks without weights fill large matrices with one value. */
  @Test
  void aLargeMatrixOfOneValueIsMade() {
    OnnxGraph own = new OnnxGraph(11);
    String flat = own.node("Flatten", List.of(own.input(1, 65, 65)));
    String weights = own.node("ConstantOfShape", List.of(own.longs(4_225, 4_225)));
    Network network =
        GeneratedNetworks.load(
            own.toBytes(own.node("MatMul", List.of(flat, weights))), OnnxImporter::load);
    assertThat(network.layers().get(0).parameters()).isGreaterThan(1 << 24);
  }

  @Test
  void whatReadsARefusedConstantIsNotRefusedForThat() {
    OnnxGraph own = new OnnxGraph(11);
    String flat = own.node("Flatten", List.of(own.input(1, 2, 2)));
    String weights = own.node("ConstantOfShape", List.of(own.longs(4, 1 << 30)));
    String odd = own.node("Sin", List.of(own.node("MatMul", List.of(flat, weights))));
    byte[] file = own.toBytes(odd);
    assertThatThrownBy(() -> GeneratedNetworks.load(file, OnnxImporter::load))
        .isInstanceOfSatisfying(
            RefusedNetwork.class,
            refused ->
                assertThat(refused.refusals())
                    .extracting(RefusedNetwork.Refusal::operator)
                    .containsExactly("ConstantOfShape", "Sin"));
  }

  @Test
  void aMissingInputIsNamed() {
    refused(() -> graph.node("Add", List.of(zeros(1, 1), "")), "(Add)", "input 1 is missing");
  }

  private String zeros(int... dims) {
    return graph.floats(new float[dims[0] * dims[1]], dims[0], dims[1]);
  }

  @Test
  void manySmallResultsAddUp() {
    refused(
        () -> {
          String value = graph.floats(new float[1 << 16], 1 << 16);
          for (int i = 0; i < 12; i++) {
            value = graph.node("Concat", List.of(value, value), OnnxGraph.attribute("axis", 0));
          }
          return value;
        },
        "(Concat)",
        "are left to this file");
  }

  @Test
  void shapesAndSmallTablesAreComputed() {
    String range = graph.node("Range", List.of(graph.scalar(0), graph.scalar(4), graph.scalar(1)));
    String shape =
        graph.node(
            "Concat", List.of(graph.longs(1), graph.longs(1)), OnnxGraph.attribute("axis", 0));
    String sum = graph.node("ReduceSum", List.of(range), OnnxGraph.attribute("keepdims", 0));
    String filled = graph.node("Expand", List.of(sum, shape));
    String bias = graph.node("Cast", List.of(filled), OnnxGraph.attribute("to", 1));
    Network network = GeneratedNetworks.load(file(bias), OnnxImporter::load);
    assertThat(network.layers().get(0).bias()).containsExactly(6);
  }

  @Test
  void aNetworkOfDoublesIsReadInSinglePrecision() {
    ByteBuffer doubles = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.5);
    String weights = graph.raw(DataType.DOUBLE, doubles.array(), 1, 1, 1, 1);
    var model = graph.model(graph.node("Conv", List.of(image, weights)));
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(DataType.DOUBLE.getNumber());
    model
        .getGraphBuilder()
        .getOutputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(DataType.DOUBLE.getNumber());
    float[] logits =
        GeneratedNetworks.load(
            model.build().toByteArray(),
            path -> {
              Network network = OnnxImporter.load(path);
              assertThat(network.layers().get(0).weights()).containsExactly(0.5f);
              try (FloatNetwork floats =
                  new FloatNetwork(path, network, List.of(network.output()))) {
                return floats.run(new float[] {1, 2, 3, 4}).get(network.output());
              }
            });
    assertThat(logits).containsExactly(0.5f, 1, 1.5f, 2);
  }

  @Test
  void nodesThatNoResultNeedsAreNotComputedByTheFloatNetworkEither() {
    graph.node("Range", List.of(graph.scalar(0), graph.scalar(1L << 40), graph.scalar(1)));
    byte[] file = file(graph.number(1));
    float[] results =
        GeneratedNetworks.load(
            file,
            path -> {
              Network network = OnnxImporter.load(path);
              try (FloatNetwork floats =
                  new FloatNetwork(path, network, List.of(network.output()))) {
                return floats.run(new float[] {1, 2, 3, 4}).get(network.output());
              }
            });
    assertThat(results).containsExactly(2, 3, 4, 5);
  }

  @Test
  void anImageOfIntegersIsRefused() {
    var model = graph.model(graph.node("Relu", List.of(image)));
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(DataType.UINT8.getNumber());
    assertThatThrownBy(
            () -> GeneratedNetworks.load(model.build().toByteArray(), OnnxImporter::load))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the image has the type uint8; float32 and float64 are supported");
  }
}
