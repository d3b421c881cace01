package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.faultmesh.network.onnx.file.OnnxRuntimeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Memory that Java and ONNX Runtime share: nothing is copied between them. Of one thread. */
public final class Slab implements AutoCloseable {

  /** Looked up for every native call: what a record compares by costs microseconds. */
  private static final class View {
    private final OnnxJavaType type;
    private final int offset;
    private final long[] dims;

    View(OnnxJavaType type, int offset, long[] dims) {
      this.type = type;
      this.offset = offset;
      this.dims = dims;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof View view
          && type == view.type
          && offset == view.offset
          && Arrays.equals(dims, view.dims);
    }

    @Override
    public int hashCode() {
      return 31 * offset + Arrays.hashCode(dims);
    }
  }

  private final ByteBuffer bytes;
  private final Map<View, OnnxTensor> views = new HashMap<>();

  public Slab(int bytes) {
    this.bytes = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  public ByteBuffer bytes() {
    return bytes;
  }

  /** The memory from its start on as a tensor; the same one for the same shape. */
  OnnxTensor view(OnnxJavaType type, long... dims) {
    return view(type, 0, dims);
  }

  /** The memory from a byte on as a tensor. */
  OnnxTensor view(OnnxJavaType type, int offset, long... dims) {
    return views.computeIfAbsent(new View(type, offset, dims), this::create);
  }

  private OnnxTensor create(View view) {
    long values = 1;
    for (long dim : view.dims) {
      values *= dim;
    }
    ByteBuffer part =
        bytes
            .slice(view.offset, Math.toIntExact(values * view.type.size))
            .order(ByteOrder.nativeOrder());
    try {
      return OnnxTensor.createTensor(OnnxRuntimeLibrary.environment(), part, view.dims, view.type);
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
