package io.faultmesh.fast.kernel;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;

/**
 * A sum of two tensors in integers that gives what the rule in floats gives, for every pair of
 * stored values: {@code low + clamp((a * leftFactor + b * rightFactor + offset) >> shift)}.
 *
 * <p>Loops of this form over {@code int} are what Java's compilers turn into vector instructions,
 * which they do with neither bytes nor roundings of floats; so four values lie in an int.
 *
 * @param offset holds the zero points, and the half that rounding to the nearest adds
 * @param low smallest result, as {@link Layout} stores it
 * @param span largest result above {@code low}
 */
record FixedPointSum(int leftFactor, int rightFactor, int offset, int shift, int low, int span) {
  private static final int HIGHEST_VALUE = 255;

  /** How far from the ratio of the scales factors are looked for. */
  private static final int REACH = 3;

  /**
   * The sum that equals a table, or null where there is none near the rule's scales: where many
   * sums lie halfway between two results, which the rule rounds to even ones.
   *
   * @param table results of all pairs of stored values, left above right
   */
  static FixedPointSum of(
      Adder adder, Quantisation left, Quantisation right, Quantisation result, byte[] table) {
    double leftRatio = (double) adder.leftScale() / adder.resultScale();
    double rightRatio = (double) adder.rightScale() / adder.resultScale();
    double first =
        adder.zeroPoint()
            - result.lowest()
            - leftRatio * (left.zeroPoint() - left.lowest())
            - rightRatio * (right.zeroPoint() - right.lowest());
    double last = first + HIGHEST_VALUE * (leftRatio + rightRatio);
    // As many fractional bits as leave room for the largest sum, and one step more, in 31 bits.
    int shift = Integer.SIZE - 2 - Math.getExponent(Math.max(Math.abs(first), Math.abs(last)) + 2);
    if (shift < 1) {
      return null;
    }
    long leftFactor = Math.round(Math.scalb(leftRatio, shift));
    long rightFactor = Math.round(Math.scalb(rightRatio, shift));
    for (int reach = 0; reach <= REACH; reach++) {
      for (int i = -reach; i <= reach; i++) {
        for (int j = -reach; j <= reach; j++) {
          if (Math.max(Math.abs(i), Math.abs(j)) == reach) {
            FixedPointSum sum = of(leftFactor + i, rightFactor + j, shift, table);
            if (sum != null) {
              return sum;
            }
          }
        }
      }
    }
    return null;
  }

  /** Every pair bounds the offset from below and above; null where the bounds cross. */
  private static FixedPointSum of(long leftFactor, long rightFactor, int shift, byte[] table) {
    int low = table[0] & 0xff;
    int span = (table[table.length - 1] & 0xff) - low;
    long least = Integer.MIN_VALUE;
    long most = Integer.MAX_VALUE - HIGHEST_VALUE * (leftFactor + rightFactor);
    for (int pair = 0; pair < table.length && least <= most; pair++) {
      long products = (pair >> Byte.SIZE) * leftFactor + (pair & 0xff) * rightFactor;
      int result = (table[pair] & 0xff) - low;
      if (result > 0) {
        least = Math.max(least, ((long) result << shift) - products);
      }
      if (result < span) {
        most = Math.min(most, ((result + 1L) << shift) - 1 - products);
      }
    }
    if (least > most || leftFactor < 0 || rightFactor < 0) {
      return null;
    }
    int offset = (int) Math.max(least, Math.min(most, Integer.MAX_VALUE));
    return new FixedPointSum((int) leftFactor, (int) rightFactor, offset, shift, low, span);
  }

  /** Adds arrays of equal length, four values in each int. */
  void add(int[] left, int[] right, int[] sum) {
    // Locals, for the compiler knows that they do not change.
    int f = leftFactor;
    int g = rightFactor;
    int h = offset;
    int s = shift;
    int n = span;
    int base = low + span;
    for (int i = 0; i < sum.length; i++) {
      int a = left[i];
      int b = right[i];
      int first = below(((a & 0xff) * f + (b & 0xff) * g + h) >> s, n) + base;
      int second = below((((a >>> 8) & 0xff) * f + ((b >>> 8) & 0xff) * g + h) >> s, n) + base;
      int third = below((((a >>> 16) & 0xff) * f + ((b >>> 16) & 0xff) * g + h) >> s, n) + base;
      int fourth = below(((a >>> 24) * f + (b >>> 24) * g + h) >> s, n) + base;
      sum[i] = first | second << 8 | third << 16 | fourth << 24;
    }
  }

  /** {@code clamp(value, 0, span) - span}, by sign masks: vector code, unlike min and max. */
  private static int below(int value, int span) {
    int difference = (value & ~(value >> 31)) - span;
    return difference & (difference >> 31);
  }
}
