package io.faultmesh.machine.work;

/**
 * The operands of one stream: 8-bit values, and the form in which a processing element computes
 * with them fastest. Nothing in it changes after it is made.
 *
 * <p>For a dot product three values stand in one long, 21 bits apart: ascending in the stream from
 * the west, descending in the one from the north. Then bits 42 to 62 of the product of two longs
 * are {@code a0*b0 + a1*b1 + a2*b2}; what stands below is smaller than half of bit 42 and is
 * rounded away; what stands above is cut off. Those 21 bits hold the sum of up to {@value #BLOCK}
 * such products of any int8 values, and of {@value #UNSIGNED_BLOCK} where one side is uint8, so one
 * multiplication makes three products, exactly.
 */
public final class OperandVector {
  private static final int SPACING = 21;
  private static final int PER_LONG = 3;
  private static final int TOP = 2 * SPACING;
  private static final int BLOCK = 21;
  private static final int UNSIGNED_BLOCK = 10;

  private final byte[] values;
  private final boolean unsigned;
  private final long[] packed;
  private final int[] wide;

  private OperandVector(byte[] values, boolean unsigned, long[] packed, int[] wide) {
    this.values = values;
    this.unsigned = unsigned;
    this.packed = packed;
    this.wide = wide;
  }

  /** Operands of a stream from the west that meets another stream. */
  static OperandVector ascending(byte[] values, boolean unsigned) {
    return new OperandVector(values, unsigned, pack(values, unsigned, true), null);
  }

  /** Operands of a stream from the north that meets another stream. */
  static OperandVector descending(byte[] values, boolean unsigned) {
    return new OperandVector(values, unsigned, pack(values, unsigned, false), null);
  }

  /** Operands of a stream that meets stationary values. */
  static OperandVector wide(byte[] values, boolean unsigned) {
    int[] wide = new int[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = value(values[i], unsigned);
    }
    return new OperandVector(values, unsigned, null, wide);
  }

  /** Stationary operands. */
  static OperandVector plain(byte[] values, boolean unsigned) {
    return new OperandVector(values, unsigned, null, null);
  }

  /** Other values in the same form. */
  public OperandVector with(byte[] others, boolean fromWest) {
    if (packed != null) {
      return fromWest ? ascending(others, unsigned) : descending(others, unsigned);
    }
    return wide != null ? wide(others, unsigned) : plain(others, unsigned);
  }

  /** The stored bits. */
  public byte[] values() {
    return values;
  }

  /** One operand as the multiplier takes it. */
  public int value(int index) {
    return value(values[index], unsigned);
  }

  private static int value(byte bits, boolean unsigned) {
    return unsigned ? bits & 0xff : bits;
  }

  public int length() {
    return values.length;
  }

  private static long[] pack(byte[] values, boolean unsigned, boolean ascending) {
    long[] packed = new long[(values.length + PER_LONG - 1) / PER_LONG];
    int shift = ascending ? 0 : TOP;
    int step = ascending ? SPACING : -SPACING;
    int full = values.length / PER_LONG;
    for (int i = 0, from = 0; i < full; i++, from += PER_LONG) {
      packed[i] =
          ((long) value(values[from], unsigned) << shift)
              + ((long) value(values[from + 1], unsigned) << SPACING)
              + ((long) value(values[from + 2], unsigned) << (TOP - shift));
    }
    for (int from = full * PER_LONG; from < values.length; from++, shift += step) {
      packed[full] += (long) value(values[from], unsigned) << shift;
    }
    return packed;
  }

  /** The sum of products with a stream from the other side. */
  public int dot(OperandVector other) {
    long[] a = packed;
    long[] b = other.packed;
    int length = unsigned || other.unsigned ? UNSIGNED_BLOCK : BLOCK;
    int sum = 0;
    for (int from = 0; from < a.length; from += length) {
      int to = Math.min(a.length, from + length);
      long block = 0;
      for (int i = from; i < to; i++) {
        block += a[i] * b[i];
      }
      sum += (int) (((block + (1L << (TOP - 1))) << 1) >> (TOP + 1));
    }
    return sum;
  }

  /** Adds each value's product with a stationary one to the running sum at its place. */
  public void addProducts(int stationary, int[] sums) {
    int[] stream = wide;
    for (int i = 0; i < stream.length; i++) {
      sums[i] += stream[i] * stationary;
    }
  }
}
