package io.faultmesh.machine;

/**
 * The operands of one stream: int8 values, and the form in which a processing element computes with
 * them fastest. Nothing in it changes after it is made.
 *
 * <p>For a dot product three values stand in one long, 21 bits apart: ascending in the stream from
 * the west, descending in the one from the north. Then bits 42 to 62 of the product of two longs
 * are {@code a0*b0 + a1*b1 + a2*b2}; what stands below is smaller than half of bit 42 and is
 * rounded away; what stands above is cut off. Those 21 bits hold the sum of up to {@value #BLOCK}
 * such products of any int8 values, so one multiplication makes three products, exactly.
 */
final class OperandVector {
  private static final int SPACING = 21;
  private static final int PER_LONG = 3;
  private static final int TOP = 2 * SPACING;
  private static final int BLOCK = 21;

  private final byte[] values;
  private final long[] packed;
  private final int[] wide;

  private OperandVector(byte[] values, long[] packed, int[] wide) {
    this.values = values;
    this.packed = packed;
    this.wide = wide;
  }

  /** Operands of a stream from the west that meets another stream. */
  static OperandVector ascending(byte[] values) {
    return new OperandVector(values, pack(values, true), null);
  }

  /** Operands of a stream from the north that meets another stream. */
  static OperandVector descending(byte[] values) {
    return new OperandVector(values, pack(values, false), null);
  }

  /** Operands of a stream that meets stationary values. */
  static OperandVector wide(byte[] values) {
    int[] wide = new int[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return new OperandVector(values, null, wide);
  }

  /** Stationary operands. */
  static OperandVector plain(byte[] values) {
    return new OperandVector(values, null, null);
  }

  /** Other values in the same form. */
  OperandVector with(byte[] others, boolean fromWest) {
    if (packed != null) {
      return fromWest ? ascending(others) : descending(others);
    }
    return wide != null ? wide(others) : plain(others);
  }

  byte[] values() {
    return values;
  }

  int length() {
    return values.length;
  }

  private static long[] pack(byte[] values, boolean ascending) {
    long[] packed = new long[(values.length + PER_LONG - 1) / PER_LONG];
    int shift = ascending ? 0 : TOP;
    int step = ascending ? SPACING : -SPACING;
    int full = values.length / PER_LONG;
    for (int i = 0, from = 0; i < full; i++, from += PER_LONG) {
      packed[i] =
          ((long) values[from] << shift)
              + ((long) values[from + 1] << SPACING)
              + ((long) values[from + 2] << (TOP - shift));
    }
    for (int from = full * PER_LONG; from < values.length; from++, shift += step) {
      packed[full] += (long) values[from] << shift;
    }
    return packed;
  }

  /** The sum of products with a stream from the other side. */
  int dot(OperandVector other) {
    long[] a = packed;
    long[] b = other.packed;
    int sum = 0;
    for (int from = 0; from < a.length; from += BLOCK) {
      int to = Math.min(a.length, from + BLOCK);
      long block = 0;
      for (int i = from; i < to; i++) {
        block += a[i] * b[i];
      }
      sum += (int) (((block + (1L << (TOP - 1))) << 1) >> (TOP + 1));
    }
    return sum;
  }

  /** Adds each value's product with a stationary one to the running sum at its place. */
  void addProducts(int stationary, int[] sums) {
    int[] stream = wide;
    for (int i = 0; i < stream.length; i++) {
      sums[i] += stream[i] * stationary;
    }
  }
}
