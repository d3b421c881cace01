package io.faultmesh.network.onnx;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.file.MissingWeights;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.network.onnx.file.OnnxFile;
import io.faultmesh.network.onnx.file.RefusedNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files look like besides their layers: ends, several outputs, weights elsewhere. */
class ImportedFormsTest {
  @TempDir Path folder;

  private static Network load(byte[] file) {
    return GeneratedNetworks.load(file, OnnxImporter::load);
  }

  /** A graph with a layer of three results. */
  private static String logits(OnnxGraph graph, String features) {
    return graph.node("Gemm", List.of(features, graph.floats(new float[12], 4, 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sigmoid", "Softmax", "LogSoftmax", "ArgMax"})
  void theNetworkEndsInFrontOfWhatKeepsTheOrder(String operator) {
    for (int opset : new int[] {11, 13}) {
      OnnxGraph graph = new OnnxGraph(opset);
      String logits = logits(graph, graph.input(4));
      boolean axis = !operator.equals("Sigmoid");
      String end =
          axis
              ? graph.node(operator, List.of(logits), attribute("axis", 1))
              : graph.node(operator, List.of(logits));
      String cast = graph.node("Cast", List.of(end), attribute("to", 1));
      Network network = load(graph.toBytes(graph.node("Reshape", List.of(cast, graph.longs(-1)))));
      assertThat(network.output().name()).isEqualTo(logits);
      assertThat(network.nodes()).hasSize(1);
    }
  }

  @Test
  void aSoftmaxOverOneValueIsNoEnd() {
    OnnxGraph graph = new OnnxGraph(13);
    String logits = logits(graph, graph.input(4));
    String row = graph.node("Unsqueeze", List.of(logits, graph.longs(2)));
    String end = graph.node("Softmax", List.of(row), attribute("axis", -1));
    assertThatThrownBy(() -> load(graph.toBytes(end))).hasMessageContaining("one value only");
  }

  @Test
  void anImageOfChannelsLastIsReadChannelsFirst() {
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(8, 6, 2);
    String first =
        graph.node("Transpose", List.of(image), attribute("perm", new long[] {0, 3, 1, 2}));
    Network network =
        load(
            graph.toBytes(
                graph.node("Conv", List.of(first, graph.floats(new float[6], 3, 2, 1, 1)))));
    assertThat(network.input().shape()).isEqualTo(new Shape(2, 8, 6));
    assertThat(network.nodes()).hasSize(1);
  }

  @Test
  void normalisationFoldsIntoTheLayerInFrontAlsoWhereRowsAreFeatures() {
    OnnxGraph graph = new OnnxGraph(13);
    String rows = graph.input(5, 4);
    String product = graph.node("MatMul", List.of(rows, graph.floats(new float[12], 4, 3)));
    String sum = graph.node("Add", List.of(product, graph.floats(new float[] {1, 2, 3}, 3)));
    String relu = graph.node("Relu", List.of(sum));
    Network network = load(graph.toBytes(relu));
    assertThat(network.layers()).hasSize(1);
    Convolution layer = network.layers().get(0);
    assertThat(layer.bias()).containsExactly(1, 2, 3);
    assertThat(layer.clip().low()).isZero();
    assertThat(network.nodes()).noneMatch(Node.Rescale.class::isInstance);
  }

  @Test
  void aDropoutThatDropsIsRefused() {
    for (long training : new long[] {0, 1}) {
      OnnxGraph graph = new OnnxGraph(13);
      String flag = graph.raw(TensorProto.DataType.BOOL, new byte[] {(byte) training});
      String dropped = graph.node("Dropout", List.of(graph.input(4), graph.number(0.5f), flag));
      byte[] file = graph.toBytes(logits(graph, dropped));
      if (training == 0) {
        assertThat(load(file).nodes()).hasSize(1);
      } else {
        assertThatThrownBy(() -> load(file)).hasMessageContaining("training_mode");
      }
    }
  }

  private static ModelProto twoHeads() {
    OnnxGraph graph = new OnnxGraph(13);
    String features = graph.input(4);
    String one = logits(graph, features);
    String two = graph.node("Gemm", List.of(features, graph.floats(new float[8], 4, 2)));
    ModelProto.Builder model = graph.model(one);
    model.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(two));
    return model.build();
  }

  @Test
  void oneOfSeveralOutputsIsChosenByName() throws IOException {
    Path file = Files.write(folder.resolve("heads.onnx"), twoHeads().toByteArray());
    List<String> names =
        twoHeads().getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    for (int i = 0; i < 2; i++) {
      Network network =
          OnnxImporter.load(file, NetworkOutput.named(names.get(i)), MissingWeights.REFUSED);
      assertThat(network.classes()).isEqualTo(3 - i);
      assertThat(network.layers()).hasSize(1);
    }
    assertThat(OnnxImporter.load(file, NetworkOutput.ALL, MissingWeights.REFUSED).layers())
        .hasSize(2);
    assertThatThrownBy(() -> OnnxImporter.load(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(names.get(0))
        .hasMessageContaining("networkOutput");
    assertThatThrownBy(
            () -> OnnxImporter.load(file, NetworkOutput.named("gemm"), MissingWeights.REFUSED))
        .hasMessageContaining("no value is named 'gemm'");
  }

  /** A network whose weights lie in another file. */
  private static byte[] external(Map<String, String> where) {
    OnnxGraph graph = new OnnxGraph(13);
    String output = logits(graph, graph.input(4));
    ModelProto.Builder model = graph.model(output);
    TensorProto.Builder weights = model.getGraphBuilder().getInitializerBuilder(0);
    weights.clearFloatData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
    where.forEach(
        (key, value) ->
            weights.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  @Test
  void weightsInTheFoldersOtherFilesAreRead() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 + 48).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 14; i++) {
      data.putFloat(i);
    }
    Files.write(folder.resolve("weights.bin"), data.array());
    Path file =
        Files.write(
            folder.resolve("net.onnx"), external(Map.of("location", "weights.bin", "offset", "8")));
    // Behind two other floats, by feature in the file and by filter in the layer.
    assertThat(OnnxImporter.load(file).layers().get(0).weights()).startsWith(2f, 5f, 8f, 11f, 3f);
    assertThat(OnnxFile.weightFiles(file)).containsExactly(folder.resolve("weights.bin"));
  }

  @Test
  void weightsOutsideOfTheFolderAreNeverRead() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path secret = Files.write(folder.resolve("secret.bin"), new byte[48]);
    Files.createSymbolicLink(inner.resolve("link.bin"), secret);
    for (String location :
        List.of("../secret.bin", secret.toString(), "link.bin", "a/../../secret.bin", "")) {
      Path file = Files.write(inner.resolve("net.onnx"), external(Map.of("location", location)));
      for (MissingWeights missing : MissingWeights.values()) {
        assertThatThrownBy(() -> OnnxImporter.load(file, NetworkOutput.ONLY, missing))
            .as(location)
            .isInstanceOf(BadInputException.class)
            .hasMessageContaining("outside of the network's folder");
      }
    }
  }

  @Test
  void missingWeightsAreSeededWhereOnlyShapesMatter() throws IOException {
    Path file =
        Files.write(folder.resolve("net.onnx"), external(Map.of("location", "weights.bin")));
    float[] once =
        OnnxImporter.load(file, NetworkOutput.ONLY, MissingWeights.SEEDED)
            .layers()
            .get(0)
            .weights();
    float[] again =
        OnnxImporter.load(file, NetworkOutput.ONLY, MissingWeights.SEEDED)
            .layers()
            .get(0)
            .weights();
    assertThat(once).isEqualTo(again).doesNotContain(0f);
    assertThatThrownBy(() -> OnnxImporter.load(file)).hasMessageContaining("not there");
    Files.write(folder.resolve("weights.bin"), new byte[47]);
    assertThatThrownBy(() -> OnnxImporter.load(file)).hasMessageContaining("needs 48 bytes");
  }

  @Test
  void everythingThatIsRefusedIsTold() {
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(2, 4, 4);
    String odd = graph.node("Sin", List.of(image));
    String conv = graph.node("Conv", List.of(odd, graph.floats(new float[6], 3, 2, 1, 1)));
    String mirrored =
        graph.node(
            "Pad",
            List.of(conv, graph.longs(0, 0, 1, 1, 0, 0, 1, 1)),
            attribute("mode", "reflect"));
    byte[] file =
        graph.toBytes(
            graph.node("LpPool", List.of(mirrored), attribute("kernel_shape", new long[] {2, 2})));
    assertThatThrownBy(() -> load(file))
        .isInstanceOfSatisfying(
            RefusedNetwork.class,
            refused ->
                assertThat(refused.refusals())
                    .extracting(RefusedNetwork.Refusal::operator)
                    .containsExactly("Sin", "Pad", "LpPool"))
        .hasMessageContaining("(Sin)")
        .hasMessageContaining("2 more nodes are refused");
  }
}
