package io.faultmesh.network.onnx;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.oracle.generated.RandomQuantised;
import io.faultmesh.scenario.BadInputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever stands in a network file: a network, or one line that says what is wrong. */
class BadOnnxTest {
  private static void refused(byte[] file, String... parts) {
    assertThatThrownBy(() -> GeneratedNetworks.load(file, OnnxImporter::load))
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  /** Nothing but a network or bad input, and soon. */
  private static boolean loads(byte[] file, String where) {
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          try {
            GeneratedNetworks.load(file, OnnxImporter::load);
            return true;
          } catch (BadInputException e) {
            assertThat(e).as(where).message().isNotBlank().doesNotContain("\n");
            return false;
          } catch (Throwable e) {
            throw new AssertionError(where + ": " + e, e);
          }
        });
  }

  private static ModelProto.Builder model(Consumer<ModelProto.Builder> change) {
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(2, 4, 4);
    String weights = graph.floats(new float[3 * 2 * 9], 3, 2, 3, 3);
    String conv = graph.node("Conv", List.of(image, weights));
    ModelProto.Builder model = graph.model(graph.node("Relu", List.of(conv)));
    change.accept(model);
    return model;
  }

  private static byte[] changed(Consumer<ModelProto.Builder> change) {
    return model(change).build().toByteArray();
  }

  private static byte[] withWeights(Consumer<TensorProto.Builder> change) {
    return changed(model -> change.accept(model.getGraphBuilder().getInitializerBuilder(0)));
  }

  @Test
  void theUnchangedModelLoads() {
    assertThat(loads(changed(model -> {}), "unchanged")).isTrue();
  }

  @Test
  void randomBytesAreNoNetwork() {
    for (long seed = 0; seed < 200; seed++) {
      byte[] bytes = new byte[new Random(seed).nextInt(400)];
      new Random(seed).nextBytes(bytes);
      refused(bytes, "not an ONNX file");
    }
    refused("name: a scenario\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), "not an ONNX");
  }

  @Test
  void aFileCutShortIsRefusedWhereverItIsCut() {
    byte[] whole = GeneratedNetworks.onnx(3);
    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(loads(cut, "cut to " + length + " of " + whole.length)).isFalse();
    }
    refused(Arrays.copyOf(whole, whole.length / 2), "cut short");
  }

  @Test
  void damagedBytesGiveANetworkOrBadInput() {
    int networks = 0;
    for (long seed = 0; seed < 600; seed++) {
      Random random = new Random(seed);
      byte[] bytes =
          seed % 2 == 0 ? GeneratedNetworks.onnx(seed % 40) : RandomQuantised.onnx(seed % 40);
      for (int i = 0; i <= random.nextInt(4); i++) {
        int place = random.nextInt(bytes.length);
        bytes[place] =
            random.nextBoolean()
                ? (byte) (bytes[place] ^ 1 << random.nextInt(8))
                : (byte) random.nextInt(256);
      }
      networks += loads(bytes, "failed on seed " + seed) ? 1 : 0;
    }
    assertThat(networks).isBetween(20, 580);
  }

  @Test
  void anUnsupportedOperatorIsNamedWithWhatIsSupported() {
    byte[] file = changed(m -> m.getGraphBuilder().getNodeBuilder(1).setOpType("Rely"));
    refused(
        file,
        "node 'node-relu3' (Rely)",
        "not supported; did you mean 'Relu'?; supported are Conv, Gemm");
    byte[] foreign = changed(m -> m.getGraphBuilder().getNodeBuilder(1).setDomain("com.microsoft"));
    refused(foreign, "the domain com.microsoft is not supported");
  }

  @Test
  void shapesThatDoNotMatchAreRefused() {
    refused(withWeights(w -> w.setDims(1, 3)), "tensor 'w1' claims the shape [3, 3, 3, 3]");
    refused(withWeights(w -> w.setDims(0, 2).setDims(1, 3)), "do not match an input of 2x4x4");
    refused(withWeights(w -> w.setDims(2, 9).setDims(3, 1)), "a window of 9 does not fit into 4");
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(2, 4, 4);
    String features = graph.node("Flatten", List.of(image));
    String matrix = graph.floats(new float[31 * 5], 31, 5);
    refused(
        graph.toBytes(graph.node("Gemm", List.of(features, matrix))),
        "(Gemm)",
        "[31, 5] does not match 32 input features");
  }

  @Test
  void additionsAndConcatenationsMustMatch() {
    refused(joined("Add"), "(Add)", "[1, 2, 4, 4] and [1, 3, 4, 4]");
    refused(joined("Concat", attribute("axis", 2)), "(Concat)", "do not match");
  }

  /** An image and its convolution, of one channel more, under an operator of two inputs. */
  private static byte[] joined(String operator, AttributeProto... attributes) {
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(2, 4, 4);
    String weights = graph.floats(new float[3 * 2], 3, 2, 1, 1);
    String conv = graph.node("Conv", List.of(image, weights));
    return graph.toBytes(graph.node(operator, List.of(image, conv), attributes));
  }

  @Test
  void aHugeTensorIsRefusedBeforeAnybodyAllocatesIt() {
    refused(withWeights(w -> w.setDims(0, 1 << 20).setDims(1, 1 << 20)), "over 2^31 values");
    refused(withWeights(w -> w.setDims(0, 1L << 40)), "over 2^31 values");
    refused(withWeights(w -> w.setDims(0, -3)), "negative");
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(1L << 13, 1L << 13, 1L << 14);
    refused(graph.toBytes(graph.node("Relu", List.of(image))), "has more than 2^28 values");
    OnnxGraph filled = new OnnxGraph(13);
    String small = filled.input(2, 4, 4);
    String large = filled.node("ConstantOfShape", List.of(filled.longs(1 << 20, 1 << 20)));
    refused(
        filled.toBytes(filled.node("Add", List.of(small, large))),
        "would make 1099511627776 values of constants");
  }

  @Test
  void tensorsInOtherFilesAreRefused() {
    byte[] file =
        withWeights(
            w ->
                w.clearFloatData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("weights.bin")));
    refused(file, "tensor 'w1' lies in ", "weights.bin, which is not there");
  }

  @Test
  void operatorSetsOutsideSevenToTwentyOneAreRefused() {
    for (int opset : new int[] {1, 6, 22, 1000}) {
      byte[] file = changed(model -> model.getOpsetImportBuilder(0).setVersion(opset));
      refused(file, "operator set " + opset + " is not supported", "7 to 21");
    }
    for (int opset : new int[] {7, 9, 11, 21}) {
      byte[] file = changed(model -> model.getOpsetImportBuilder(0).setVersion(opset));
      assertThat(loads(file, "opset " + opset)).isTrue();
    }
    refused(changed(ModelProto.Builder::clearOpsetImport), "it names no operator set");
  }

  @Test
  void oneInputAndOneOutputAreWanted() {
    refused(
        changed(
            model ->
                model
                    .getGraphBuilder()
                    .addInput(model.getGraph().getInput(0).toBuilder().setName("other"))),
        "the graph has 2 inputs; one, the image, is supported");
    refused(changed(model -> model.getGraphBuilder().clearInput()), "the graph has 0 inputs");
    refused(changed(model -> model.getGraphBuilder().clearOutput()), "the graph has 0 outputs");
    refused(
        changed(
            model ->
                model
                    .getGraphBuilder()
                    .addOutput(model.getGraph().getOutput(0).toBuilder().setName("conv2"))),
        "the graph has 2 outputs");
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    refused(withWeights(w -> w.setFloatData(5, Float.NaN)), "holds a value that is not finite");
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    assertThatThrownBy(() -> OnnxImporter.load(java.nio.file.Path.of("no-such.onnx")))
        .isInstanceOf(BadInputException.class)
        .hasMessage("no-such.onnx: no such file");
    assertThatThrownBy(() -> OnnxImporter.load(java.nio.file.Path.of("src")))
        .isInstanceOf(BadInputException.class);
  }
}
