package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The float network as its file defines it, run by ONNX Runtime with one thread and one image at a
 * time, so that what depends on it (activation ranges) is the same in every run.
 */
public final class FloatNetwork implements Closeable {
  /** Calibration may leave out some outliers; half of the range is more than these. */
  private static final int MAX_CLIPPING = 2;

  private static final int LARGE_BYTES = 1 << 26;

  private final Path file;
  private final OrtEnvironment environment = OnnxRuntimeLibrary.environment();
  private final OrtSession session;
  private final String inputName;
  private final long[] inputDims;
  private final Map<String, List<Tensor>> observed = new HashMap<>();
  private final Set<Tensor> unnamed = new HashSet<>();
  private final Network network;

  /**
   * Opens a file.
   *
   * @param tensors the tensors of {@code network} that {@link #run} shall return
   * @throws BadInputException if ONNX Runtime refuses the file
   */
  public FloatNetwork(Path file, Network network, List<Tensor> tensors) {
    this(file, network, tensors, MissingWeights.REFUSED);
  }

  /** The same for a file whose weights need not be there. */
  public FloatNetwork(Path file, Network network, List<Tensor> tensors, MissingWeights missing) {
    this.file = file;
    ModelProto model = OnnxFile.read(file, missing);
    inputName = network.input().name();
    this.network = network;
    GraphProto.Builder graph = model.getGraph().toBuilder();
    graph.clearOutput();
    inputDims = makeSingleBatch(graph);
    for (Tensor tensor : tensors) {
      if (tensor.name().isEmpty()) {
        unnamed.add(tensor);
        continue;
      }
      List<Tensor> namesakes = observed.computeIfAbsent(tensor.name(), unused -> new ArrayList<>());
      namesakes.add(tensor);
      if (namesakes.size() == 1 && !tensor.name().equals(inputName)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(tensor.name()));
      }
    }
    // The importer has looked at what these depend on; other nodes may take for ever.
    List<NodeProto> needed = NetworkOutput.needed(model.getGraph(), observed.keySet());
    graph.clearNode().addAllNode(needed);
    try (OrtSession.SessionOptions options = OnnxRuntimeLibrary.options()) {
      if (isQuantised(graph)) {
        // ONNX Runtime 1.22 fuses scales along the inputs of a matrix as if along its outputs.
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      }
      session = open(model.toBuilder().setGraph(graph).build(), options);
    } catch (OrtException e) {
      throw new BadInputException(file + ": ONNX Runtime refuses the network: " + firstLine(e), e);
    }
  }

  /**
   * A session, without optimisations where those refuse the file: ONNX Runtime 1.28 moves a Pad
   * into the pool behind it and then finds the pads too wide for the pool's window.
   */
  private OrtSession open(ModelProto model, OrtSession.SessionOptions options) throws OrtException {
    try {
      return session(model, options);
    } catch (OrtException e) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      return session(model, options);
    }
  }

  /** Large models go through a file, so that the heap need not hold them once more. */
  private OrtSession session(ModelProto model, OrtSession.SessionOptions options)
      throws OrtException {
    if (model.getSerializedSize() < LARGE_BYTES) {
      return environment.createSession(model.toByteArray(), options);
    }
    try {
      Path copy = Files.createTempFile("faultmesh", ".onnx");
      try {
        try (OutputStream out = Files.newOutputStream(copy)) {
          model.writeTo(out);
        }
        return environment.createSession(copy.toString(), options);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw FileErrors.refused(e);
    }
  }

  private static boolean isQuantised(GraphProto.Builder graph) {
    return graph.getNodeList().stream()
        .anyMatch(node -> node.getOpType().equals("DequantizeLinear"));
  }

  private long[] makeSingleBatch(GraphProto.Builder graph) {
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      if (input.getName().equals(inputName)) {
        var shape = input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        shape.getDimBuilder(0).setDimValue(1);
        return shape.getDimList().stream().mapToLong(dim -> dim.getDimValue()).toArray();
      }
    }
    throw new IllegalStateException("no graph input " + inputName);
  }

  /**
   * Runs one image.
   *
   * @param pixels in (channel, y, x) order
   * @return the observed tensors' values in (channel, y, x) order; valid until the next run
   */
  public Map<Tensor, float[]> run(float[] pixels) {
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), inputDims);
        OrtSession.Result result = session.run(Map.of(inputName, input))) {
      Map<Tensor, float[]> values = new HashMap<>();
      for (Tensor tensor : observed.getOrDefault(inputName, List.of())) {
        values.put(tensor, pixels);
      }
      for (Map.Entry<String, OnnxValue> entry : result) {
        for (Tensor tensor : observed.get(entry.getKey())) {
          float[] floats = floats(tensor, (OnnxTensor) entry.getValue());
          checkRange(tensor, floats);
          values.put(tensor, floats);
        }
      }
      addUnnamed(values);
      return values;
    } catch (OrtException e) {
      throw new BadInputException(
          file + ": ONNX Runtime cannot run the network: " + firstLine(e), e);
    }
  }

  /** Tensors in another order that the file does not have follow from those that it has. */
  private void addUnnamed(Map<Tensor, float[]> values) {
    Map<Tensor, float[]> constants = new HashMap<>();
    for (Node node : network.nodes()) {
      if (node instanceof ConstantTensor constant) {
        constants.put(constant.output(), constant.values());
      }
      if (!unnamed.contains(node.output())) {
        continue;
      }
      Tensor input = node.inputs().get(0);
      float[] from = values.getOrDefault(input, constants.get(input));
      if (node instanceof Node.Reshape) {
        values.put(node.output(), from);
      } else if (node instanceof Node.Transpose transpose) {
        int[] sources = transpose.sources();
        float[] turned = new float[sources.length];
        for (int i = 0; i < turned.length; i++) {
          turned[i] = from[sources[i]];
        }
        values.put(transpose.output(), turned);
      }
    }
  }

  /** What reads a tensor as floats shares its prescribed int8 range, so that must hold it. */
  private void checkRange(Tensor tensor, float[] values) {
    if (!network.readAsFloats().contains(tensor.id())) {
      return;
    }
    Quantisation format = network.prescribed().get(tensor.id());
    int steps =
        Math.max(format.highest() - format.zeroPoint(), format.zeroPoint() - format.lowest());
    double range = (double) format.scale() * steps;
    for (float value : values) {
      if (Math.abs(value) > MAX_CLIPPING * range) {
        throw new BadInputException(
            Text.format(
                "%s: '%s' is quantised for at most %.4g, but read without quantisation as well, where it reaches %.4g; quantise all that read it",
                file, tensor.name(), range, value));
      }
    }
  }

  /** The values; those that a file moves about as integers are read at their prescribed scale. */
  private float[] floats(Tensor tensor, OnnxTensor value) {
    if (value.getInfo().type == OnnxJavaType.FLOAT) {
      FloatBuffer buffer = value.getFloatBuffer();
      float[] floats = new float[buffer.remaining()];
      buffer.get(floats);
      return floats;
    }
    Quantisation format = network.prescribed().get(tensor.id());
    if (format == null) {
      throw new BadInputException(
          file + ": '" + tensor.name() + "' has the type " + value.getInfo().type);
    }
    ByteBuffer buffer = value.getByteBuffer();
    // What the file has as uint8 around 128 is int8 here.
    byte turned = (byte) (value.getInfo().type == OnnxJavaType.UINT8 ? format.lowest() : 0);
    float[] floats = new float[buffer.remaining()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = format.steps((byte) (buffer.get() ^ turned)) * format.scale();
    }
    return floats;
  }

  private static String firstLine(OrtException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
