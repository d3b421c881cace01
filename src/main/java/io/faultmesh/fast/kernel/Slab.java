package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.faultmesh.network.onnx.file.OnnxRuntimeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Memory that Java and ONNX Runtime share: nothing is copied between them. Of one thread. */
public final class Slab implements AutoCloseable {

  private record View(OnnxJavaType type, int offset, List<Long> dims) {}

  private final ByteBuffer bytes;
  private final Map<View, OnnxTensor> views = new HashMap<>();

  public Slab(int bytes) {
    this.bytes = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  public ByteBuffer bytes() {
    return bytes;
  }

  /** The memory from its start on as a tensor; the same one for the same shape. */
  OnnxTensor view(OnnxJavaType type, Long... dims) {
    return view(type, 0, dims);
  }

  /** The memory from a byte on as a tensor. */
  OnnxTensor view(OnnxJavaType type, int offset, Long... dims) {
    return views.computeIfAbsent(new View(type, offset, List.of(dims)), this::create);
  }

  private OnnxTensor create(View view) {
    long values = 1;
    long[] dims = new long[view.dims.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = view.dims.get(i);
      values *= dims[i];
    }
    ByteBuffer part =
        bytes
            .slice(view.offset, Math.toIntExact(values * view.type.size))
            .order(ByteOrder.nativeOrder());
    try {
      return OnnxTensor.createTensor(OnnxRuntimeLibrary.environment(), part, dims, view.type);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    views.values().forEach(OnnxTensor::close);
    views.clear();
  }
}
