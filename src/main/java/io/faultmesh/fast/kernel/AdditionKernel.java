package io.faultmesh.fast.kernel;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.onnx.ModelBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * The sum of two tensors in native code, which adds floats: DequantizeLinear, Add, QuantizeLinear,
 * just as the rule says. It is tried on all pairs of values; a table of them takes its place where
 * one differs. Any thread may run it.
 */
public final class AdditionKernel implements AutoCloseable {
  private static final int PAIRS = 1 << 16;

  /** Floats of one call that stay in the second-level cache. */
  private static final int BLOCK = 1 << 16;

  private final byte[] table;
  private final NativeSession session;

  /**
   * A sum's kernel.
   *
   * @param fastest native code is not tried for kinds without it
   */
  public static AdditionKernel of(
      Adder adder, Quantisation left, Quantisation right, Quantisation result, KernelKind fastest) {
    byte[] table = table(adder, left, right, result);
    if (fastest != KernelKind.PLAIN) {
      try {
        AdditionKernel kernel =
            new AdditionKernel(table, new NativeSession(model(adder, left, right, result)));
        if (kernel.isExact()) {
          return kernel;
        }
        kernel.close();
      } catch (UnsatisfiedLinkError | NoClassDefFoundError | IllegalStateException e) {
        // There is no native library for this processor.
      }
    }
    return new AdditionKernel(table, null);
  }

  private AdditionKernel(byte[] table, NativeSession session) {
    this.table = table;
    this.session = session;
  }

  /** The sum of every pair of stored values, left above right. */
  private static byte[] table(
      Adder adder, Quantisation left, Quantisation right, Quantisation result) {
    byte[] table = new byte[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      int a = Layout.value((byte) (i >> 8), left) - left.zeroPoint();
      int b = Layout.value((byte) i, right) - right.zeroPoint();
      table[i] = Layout.stored(adder.apply(a, b), result);
    }
    return table;
  }

  private static ModelBuilder model(
      Adder adder, Quantisation left, Quantisation right, Quantisation result) {
    long[] scalar = {};
    return new ModelBuilder("sum")
        .input("left", DataType.UINT8, 1)
        .input("right", DataType.UINT8, 1)
        .weights("leftScale", scalar, adder.leftScale())
        .weights("rightScale", scalar, adder.rightScale())
        .weights("resultScale", scalar, adder.resultScale())
        .bytes("leftZero", false, scalar, Layout.stored(left.zeroPoint(), left))
        .bytes("rightZero", false, scalar, Layout.stored(right.zeroPoint(), right))
        .bytes("resultZero", false, scalar, Layout.stored(adder.zeroPoint(), result))
        .bytes("low", false, scalar, Layout.stored(adder.low(), result))
        .bytes("high", false, scalar, Layout.stored(adder.high(), result))
        .node("DequantizeLinear", "left", List.of("left", "leftScale", "leftZero"), "a")
        .node("DequantizeLinear", "right", List.of("right", "rightScale", "rightZero"), "b")
        .node("Add", "add", List.of("a", "b"), "c")
        .node("QuantizeLinear", "result", List.of("c", "resultScale", "resultZero"), "q")
        .node("Clip", "limits", List.of("q", "low", "high"), "sum")
        .output("sum", DataType.UINT8, 1);
  }

  private boolean isExact() {
    try (Slab left = new Slab(PAIRS);
        Slab right = new Slab(PAIRS);
        Slab sum = new Slab(PAIRS)) {
      for (int i = 0; i < PAIRS; i++) {
        left.bytes().put(i, (byte) (i >> 8));
        right.bytes().put(i, (byte) i);
      }
      run(left, right, sum, PAIRS);
      return sum.bytes().equals(ByteBuffer.wrap(table));
    }
  }

  /** Adds a number of values from the start of each slab. */
  public void run(Slab left, Slab right, Slab sum, int values) {
    for (int from = 0; from < values; from += BLOCK) {
      int count = Math.min(BLOCK, values - from);
      if (session == null) {
        add(left.bytes(), right.bytes(), sum.bytes(), from, count);
      } else {
        session.run(
            Map.of("left", view(left, from, count), "right", view(right, from, count)),
            Map.of("sum", view(sum, from, count)));
      }
    }
  }

  private static OnnxTensor view(Slab slab, int from, int count) {
    return slab.view(OnnxJavaType.UINT8, from, (long) count);
  }

  private void add(ByteBuffer left, ByteBuffer right, ByteBuffer sum, int from, int count) {
    for (int i = from; i < from + count; i++) {
      sum.put(i, table[(left.get(i) & 0xff) << 8 | (right.get(i) & 0xff)]);
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
