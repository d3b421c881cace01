package io.faultmesh.fast;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.faultmesh.network.onnx.OnnxRuntimeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;

/** One thread's memory: buffers that grow once and are used again. */
final class Workspace implements AutoCloseable {

  /** Native views for one product of a given size. */
  record Block(ByteBuffer rows, IntBuffer sums, OnnxTensor rowsTensor, OnnxTensor sumsTensor) {}

  private record Size(int rows, int windowSize, int filters) {}

  private final Map<Size, Block> blocks = new HashMap<>();
  private ByteBuffer rowMemory = direct(0);
  private ByteBuffer sumMemory = direct(0);
  private byte[] patches = new byte[0];
  private byte[] padded = new byte[0];
  private int[] imageSums = new int[0];
  private int[] sums = new int[0];

  Block block(int rows, int windowSize, int filters) {
    Size size = new Size(rows, windowSize, filters);
    Block block = blocks.get(size);
    if (block == null) {
      reserve((long) rows * windowSize, (long) rows * filters * Integer.BYTES);
      block = create(size);
      blocks.put(size, block);
    }
    return block;
  }

  private void reserve(long rowBytes, long sumBytes) {
    if (rowBytes > rowMemory.capacity() || sumBytes > sumMemory.capacity()) {
      close();
      rowMemory = direct(Math.max(Math.toIntExact(rowBytes), rowMemory.capacity()));
      sumMemory = direct(Math.max(Math.toIntExact(sumBytes), sumMemory.capacity()));
    }
  }

  private Block create(Size size) {
    try {
      OrtEnvironment environment = OnnxRuntimeLibrary.environment();
      ByteBuffer rows = rowMemory.slice(0, size.rows * size.windowSize);
      IntBuffer sums =
          sumMemory
              .slice(0, size.rows * size.filters * Integer.BYTES)
              .order(ByteOrder.nativeOrder())
              .asIntBuffer();
      return new Block(
          rows,
          sums,
          OnnxTensor.createTensor(
              environment, rows, new long[] {size.rows, size.windowSize}, OnnxJavaType.UINT8),
          OnnxTensor.createTensor(environment, sums, new long[] {size.rows, size.filters}));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** At least {@code length} bytes for patch rows. */
  byte[] patches(int length) {
    if (patches.length < length) {
      patches = new byte[length];
    }
    return patches;
  }

  /** At least {@code length} bytes for a padded image. */
  byte[] padded(int length) {
    if (padded.length < length) {
      padded = new byte[length];
    }
    return padded;
  }

  /** At least {@code length} ints for the sums of one image. */
  int[] imageSums(int length) {
    if (imageSums.length < length) {
      imageSums = new int[length];
    }
    return imageSums;
  }

  /** At least {@code length} ints for a layer's sums. */
  int[] sums(int length) {
    if (sums.length < length) {
      sums = new int[length];
    }
    return sums;
  }

  @Override
  public void close() {
    for (Block block : blocks.values()) {
      block.rowsTensor.close();
      block.sumsTensor.close();
    }
    blocks.clear();
  }
}
