package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads ONNX files and checks what every user of one relies on. */
public final class OnnxFile {
  private static final int MIN_OPSET = 7;
  private static final int MAX_OPSET = 21;
  private static final int LOOKED_AT_BYTES = 512;

  private OnnxFile() {}

  /** Reads a model whose weights are there. */
  public static ModelProto read(Path path) {
    return read(path, MissingWeights.REFUSED);
  }

  /**
   * Reads a model; what it holds in float64 comes in float32, operators on quantised tensors as the
   * float operators that they mean, sums of several values as sums of two, and images in the order
   * (channel, y, x).
   *
   * @throws BadInputException if the file cannot be read, is not a whole ONNX file, has an operator
   *     set outside 7 to 21, or names weights that are not there or lie outside of its folder
   */
  public static ModelProto read(Path path, MissingWeights missing) {
    ModelProto model = parse(path);
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw new BadInputException(path + ": not an ONNX file: it holds no graph");
    }
    checkOpset(path, model);
    GraphProto graph = new ExternalWeights(path, missing).complete(model.getGraph());
    checkTensors(path, graph);
    graph = QLinearExpansion.apply(graph);
    graph = GraphRewriting.apply(graph);
    if (SinglePrecision.isNeeded(graph)) {
      graph = SinglePrecision.of(graph);
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** The version of the standard's operators. */
  public static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(opset -> opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(MAX_OPSET);
  }

  /** The other files in which a model keeps weights, each once, as far as they are there. */
  public static List<Path> weightFiles(Path path) {
    return new ExternalWeights(path, MissingWeights.REFUSED).files(parse(path).getGraph());
  }

  private static ModelProto parse(Path path) {
    try {
      FileErrors.requireFile(path);
      if (Files.size(path) > Integer.MAX_VALUE - 8) {
        throw new BadInputException(path + ": ONNX files over 2 GiB are not supported");
      }
      CodedInputStream stream = CodedInputStream.newInstance(Files.readAllBytes(path));
      // Weights stay views of the file's bytes instead of copies.
      stream.enableAliasing(true);
      ModelProto model = ModelProto.parseFrom(stream);
      stream.checkLastTagWas(0);
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new BadInputException(path + ": " + strange(path, e), e);
    } catch (IOException e) {
      throw FileErrors.unreadable(path, e);
    }
  }

  /** What a file is that is no ONNX file. */
  private static String strange(Path path, InvalidProtocolBufferException e) {
    String text = beginning(path);
    if (text.startsWith("version https://git-lfs")) {
      return "not the network, but Git's note of where it lies: fetch it by git lfs pull";
    }
    // ONNX files have control characters within the first bytes.
    return text.chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c))
        ? "not an ONNX file but text; the name of a topology must end in .csv"
        : "not an ONNX file, or cut short (" + e.getMessage().lines().findFirst().orElse("") + ")";
  }

  private static String beginning(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(LOOKED_AT_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw FileErrors.unreadable(path, e);
    }
  }

  private static void checkOpset(Path path, ModelProto model) {
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      if (opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx")) {
        if (opset.getVersion() < MIN_OPSET || opset.getVersion() > MAX_OPSET) {
          throw new BadInputException(
              path
                  + ": operator set "
                  + opset.getVersion()
                  + " is not supported; export with one from "
                  + MIN_OPSET
                  + " to "
                  + MAX_OPSET);
        }
        return;
      }
    }
    throw new BadInputException(path + ": not an ONNX file: it names no operator set");
  }

  private static void checkTensors(Path path, GraphProto graph) {
    for (TensorProto tensor : graph.getInitializerList()) {
      OnnxTensors.check(path + ": tensor '" + tensor.getName() + "'", tensor);
    }
    if (graph.getSparseInitializerCount() > 0) {
      throw new BadInputException(path + ": sparse tensors are not supported");
    }
  }
}
