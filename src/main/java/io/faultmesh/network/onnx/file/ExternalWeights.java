package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Brings weights in that lie in other files of the network's folder. Where nobody needs their
 * values, seeded ones take the place of those that are not there.
 */
final class ExternalWeights {
  /** What one message of the format may hold. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 20);

  /** Operators whose inputs behind the first are weights. */
  private static final Set<String> WEIGHTED =
      Set.of("Conv", "Gemm", "MatMul", "BatchNormalization", "PRelu", "Add", "Mul");

  private final Path file;
  private final MissingWeights missing;
  private long left = MAX_BYTES;

  ExternalWeights(Path file, MissingWeights missing) {
    this.file = file;
    this.missing = missing;
  }

  /**
   * The graph with all its weights inside.
   *
   * @throws BadInputException if a file is not there, too short, or outside of the folder
   */
  GraphProto complete(GraphProto graph) {
    GraphProto.Builder complete = graph.toBuilder();
    for (TensorProto.Builder tensor : complete.getInitializerBuilderList()) {
      if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
        bring(tensor);
      }
    }
    if (missing == MissingWeights.SEEDED) {
      seedInputs(complete);
    }
    return complete.build();
  }

  private BadInputException error(String tensor, String problem) {
    return new BadInputException(file + ": tensor '" + tensor + "' " + problem);
  }

  private void bring(TensorProto.Builder tensor) {
    String name = tensor.getName();
    int width = OnnxTensors.bytesPerValue(tensor.getDataType());
    long bytes = width * OnnxTensors.claimed(file + ": tensor '" + name + "'", tensor.build());
    left -= bytes;
    if (width == 0 || left < 0) {
      throw error(name, "lies in another file and is of a type or size that is not supported");
    }
    Map<String, String> where = where(tensor.build());
    Path data = place(name, where.getOrDefault("location", ""));
    ByteString values;
    if (Files.exists(data)) {
      values = read(name, data, where, bytes);
    } else if (missing == MissingWeights.SEEDED) {
      values = seeded(name, tensor.getDataType(), tensor.getDimsList());
    } else {
      throw error(name, "lies in " + data + ", which is not there; put it beside the network");
    }
    tensor.clearExternalData().clearDataLocation().setRawData(values);
  }

  private static Map<String, String> where(TensorProto tensor) {
    Map<String, String> where = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      where.put(entry.getKey(), entry.getValue());
    }
    return where;
  }

  /** The files in which a graph's weights lie, each once, as far as they are there. */
  List<Path> files(GraphProto graph) {
    return graph.getInitializerList().stream()
        .filter(tensor -> tensor.getDataLocation() == DataLocation.EXTERNAL)
        .map(tensor -> place(tensor.getName(), where(tensor).getOrDefault("location", "")))
        .filter(Files::isRegularFile)
        .distinct()
        .toList();
  }

  /** The file of a location, which must stay in the network's folder, links included. */
  private Path place(String tensor, String location) {
    try {
      Path folder = file.toAbsolutePath().normalize().getParent();
      Path data = folder.resolve(location).normalize();
      boolean inside = data.startsWith(folder) && !data.equals(folder);
      if (inside && Files.exists(data)) {
        inside = data.toRealPath().startsWith(folder.toRealPath());
      }
      if (!inside) {
        throw error(tensor, "lies in '" + location + "', outside of the network's folder");
      }
      return data;
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw error(tensor, "lies in '" + location + "', which cannot be read");
    }
  }

  private ByteString read(String tensor, Path data, Map<String, String> where, long bytes) {
    FileErrors.requireFile(data);
    try (FileChannel channel = FileChannel.open(data)) {
      long offset = Long.parseLong(where.getOrDefault("offset", "0"));
      long length = Long.parseLong(where.getOrDefault("length", Long.toString(bytes)));
      if (length != bytes || offset < 0 || offset > channel.size() - bytes) {
        throw error(
            tensor,
            "needs " + bytes + " bytes of " + data + ", which does not hold them at its place");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) bytes);
      int read = 0;
      while (buffer.hasRemaining() && read >= 0) {
        read = channel.read(buffer, offset + buffer.position());
      }
      return ByteString.copyFrom(buffer.flip());
    } catch (NumberFormatException e) {
      throw error(tensor, "lies at a place that is no number");
    } catch (IOException e) {
      throw FileErrors.unreadable(data, e);
    }
  }

  /** Graph inputs that only stand where weights do, besides the image. */
  private void seedInputs(GraphProto.Builder graph) {
    Set<String> held = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> held.add(tensor.getName()));
    List<ValueInfoProto> open =
        graph.getInputList().stream().filter(input -> !held.contains(input.getName())).toList();
    for (ValueInfoProto input : open) {
      boolean weights =
          open.size() > 1
              && graph.getNodeList().stream()
                  .filter(node -> node.getInputList().contains(input.getName()))
                  .allMatch(node -> isWeight(node, input.getName()));
      var type = input.getType().getTensorType();
      List<Long> dims = type.getShape().getDimList().stream().map(Dimension::getDimValue).toList();
      if (weights && !dims.isEmpty() && dims.stream().allMatch(side -> side > 0)) {
        TensorProto.Builder tensor =
            TensorProto.newBuilder()
                .setName(input.getName())
                .setDataType(type.getElemType())
                .addAllDims(dims);
        left -= OnnxTensors.claimed(file + ": input '" + input.getName() + "'", tensor.build());
        if (left >= 0) {
          tensor.setRawData(seeded(input.getName(), type.getElemType(), dims));
          graph.addInitializer(tensor);
        }
      }
    }
  }

  private static boolean isWeight(NodeProto node, String name) {
    return WEIGHTED.contains(node.getOpType()) && node.getInputList().indexOf(name) > 0;
  }

  /** Weights that keep a layer's results in the range of its inputs; the rest near one. */
  private ByteString seeded(String name, int type, List<Long> dims) {
    long count = dims.stream().reduce(1L, (a, b) -> a * b);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    boolean matrix = dims.size() > 1;
    if (type == DataType.FLOAT.getNumber()) {
      double range = matrix ? Math.sqrt(3.0 * dims.get(0) / count) : 0.5;
      double middle = matrix ? 0 : 1;
      ByteBuffer floats =
          ByteBuffer.allocate((int) count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        floats.putFloat((float) (middle + range * (2 * random.nextDouble() - 1)));
      }
      return ByteString.copyFrom(floats.flip());
    }
    if (type == DataType.INT8.getNumber() || type == DataType.UINT8.getNumber()) {
      byte[] bytes = new byte[(int) count];
      if (matrix) {
        random.nextBytes(bytes);
      }
      return ByteString.copyFrom(bytes);
    }
    throw error(
        name,
        "of type "
            + OnnxTensors.typeName(type)
            + " lies in a file that is not there, and only float32 and 8-bit weights are seeded");
  }
}
