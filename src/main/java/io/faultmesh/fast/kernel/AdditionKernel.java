package io.faultmesh.fast.kernel;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The sum of two tensors: in fixed point where that is proven to equal the rule on all pairs of
 * values, else by a table of them. Any thread may run it.
 */
public final class AdditionKernel {
  private static final int PAIRS = 1 << 16;

  /** Values of one block, which stay in the first-level cache. */
  private static final int BLOCK = 1 << 12;

  private final byte[] table;
  private final FixedPointSum fixed;

  /**
   * A sum's kernel.
   *
   * @param fastest {@link KernelKind#PLAIN} takes the table
   */
  public static AdditionKernel of(
      Adder adder, Quantisation left, Quantisation right, Quantisation result, KernelKind fastest) {
    byte[] table = table(adder, left, right, result);
    FixedPointSum fixed =
        fastest == KernelKind.PLAIN ? null : FixedPointSum.of(adder, left, right, result, table);
    AdditionKernel kernel = new AdditionKernel(table, fixed);
    return fixed == null || kernel.isExact() ? kernel : new AdditionKernel(table, null);
  }

  private AdditionKernel(byte[] table, FixedPointSum fixed) {
    this.table = table;
    this.fixed = fixed;
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

  private boolean isExact() {
    ByteBuffer left = buffer(PAIRS);
    ByteBuffer right = buffer(PAIRS);
    ByteBuffer sum = buffer(PAIRS);
    for (int i = 0; i < PAIRS; i++) {
      left.put(i, (byte) (i >> 8));
      right.put(i, (byte) i);
    }
    add(left, right, sum, PAIRS);
    return sum.equals(ByteBuffer.wrap(table));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  /** Whether vector instructions can do it. */
  boolean isFixedPoint() {
    return fixed != null;
  }

  /** Adds a number of values from the start of each slab. */
  public void run(Slab left, Slab right, Slab sum, int values) {
    add(left.bytes(), right.bytes(), sum.bytes(), values);
  }

  /** Adds a number of values from the start of each array. */
  public void run(byte[] left, byte[] right, byte[] sum, int values) {
    add(nativeOrder(left), nativeOrder(right), nativeOrder(sum), values);
  }

  private static ByteBuffer nativeOrder(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  private void add(ByteBuffer left, ByteBuffer right, ByteBuffer sum, int values) {
    int done = 0;
    if (fixed != null) {
      done = values / Integer.BYTES * Integer.BYTES;
      addInts(left.asIntBuffer(), right.asIntBuffer(), sum.asIntBuffer(), done / Integer.BYTES);
    }
    for (int i = done; i < values; i++) {
      sum.put(i, table[(left.get(i) & 0xff) << 8 | (right.get(i) & 0xff)]);
    }
  }

  /** Block by block in arrays; all buffers have one byte order, whichever it is. */
  private void addInts(IntBuffer left, IntBuffer right, IntBuffer sum, int ints) {
    int[] a = new int[Math.min(ints, BLOCK / Integer.BYTES)];
    int[] b = new int[a.length];
    int[] c = new int[a.length];
    for (int from = 0; from < ints; from += a.length) {
      int count = Math.min(a.length, ints - from);
      left.get(from, a, 0, count);
      right.get(from, b, 0, count);
      fixed.add(a, b, c);
      sum.put(from, c, 0, count);
    }
  }
}
