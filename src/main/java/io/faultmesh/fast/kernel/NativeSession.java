package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.faultmesh.network.onnx.export.ModelBuilder;
import io.faultmesh.network.onnx.file.OnnxRuntimeLibrary;
import java.util.Map;
import java.util.Set;

/** A small model, ready to run by any thread, each with one core: we run images side by side. */
final class NativeSession implements AutoCloseable {
  private final OrtSession session;

  NativeSession(ModelBuilder model) {
    this(model.toBytes());
  }

  NativeSession(byte[] model) {
    try (OrtSession.SessionOptions options = OnnxRuntimeLibrary.options()) {
      // A plan of memory is kept for every shape, and patches come in many.
      options.setMemoryPatternOptimization(false);
      // Floats must be added as the model says, not as some fused operator would.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      session = OnnxRuntimeLibrary.environment().createSession(model, options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs from tensors into tensors. */
  void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
    try {
      session.run(inputs, Set.of(), outputs).close();
    } catch (OrtException e) {
      throw new IllegalStateException("a native layer failed: " + e.getMessage(), e);
    }
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
