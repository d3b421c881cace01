package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.faultmesh.network.Network;
import io.faultmesh.network.Tensor;
import io.faultmesh.scenario.BadInputException;
import java.io.Closeable;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The float network as its file defines it, run by ONNX Runtime with one thread and one image at a
 * time, so that what depends on it (activation ranges) is the same in every run.
 */
public final class FloatNetwork implements Closeable {
  private final OrtEnvironment environment = OnnxRuntimeLibrary.environment();
  private final OrtSession session;
  private final String inputName;
  private final long[] inputDims;
  private final Map<String, Tensor> observed = new HashMap<>();

  /**
   * Opens a file.
   *
   * @param tensors the tensors of {@code network} that {@link #run} shall return
   * @throws BadInputException if ONNX Runtime refuses the file
   */
  public FloatNetwork(Path file, Network network, List<Tensor> tensors) {
    ModelProto model = OnnxFile.read(file);
    inputName = network.input().name();
    GraphProto.Builder graph = model.getGraph().toBuilder();
    graph.clearOutput();
    inputDims = makeSingleBatch(graph);
    for (Tensor tensor : tensors) {
      observed.put(tensor.name(), tensor);
      if (!tensor.name().equals(inputName)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(tensor.name()));
      }
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      // Its errors come back as exceptions, its warnings are about its own optimisations.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setInterOpNumThreads(1);
      byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
      session = environment.createSession(bytes, options);
    } catch (OrtException e) {
      throw new BadInputException(file + ": ONNX Runtime refuses the network: " + firstLine(e), e);
    }
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
      if (observed.containsKey(inputName)) {
        values.put(observed.get(inputName), pixels);
      }
      for (Map.Entry<String, OnnxValue> entry : result) {
        FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
        float[] copy = new float[buffer.remaining()];
        buffer.get(copy);
        values.put(observed.get(entry.getKey()), copy);
      }
      return values;
    } catch (OrtException e) {
      throw new BadInputException("ONNX Runtime cannot run the network: " + firstLine(e), e);
    }
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
