package io.faultmesh.arithmetic;

/**
 * Layer normalisation of n values in integers (ours), exact but for its rounding:
 *
 * <pre>
 *   S = sum q          d_i = n q_i - S            (zero points cancel)
 *   V = sum d^2 + E    E = round(epsilon n^3 / s^2)
 *   r = max(1, floor(sqrt(V 4^t)))
 *   y_i = clamp(((2 d_i g_i + r) div (2 r) + b_i + 2^(F-1)) div 2^F + z)
 * </pre>
 *
 * where div rounds down, {@code g_i = rint(gamma_i sqrt(n) 2^(t+F) / s_out)}, {@code b_i =
 * rint(beta_i 2^F / s_out)}, t is the largest with {@code (255^2 n^3 + E) 4^t < 2^62}, and F the
 * largest up to 16 with which no product leaves 62 bits.
 *
 * @param epsilon E
 * @param shift t
 * @param fractionBits F
 */
public record LayerNormRule(
    long epsilon, int shift, int fractionBits, long[] gains, long[] offsets, Quantisation result) {
  /** Longer vectors would leave 64 bits. */
  public static final int MAX_LENGTH = 1 << 15;

  private static final int MAX_STEPS = 255;
  private static final double LIMIT = 0x1p62;
  private static final int MAX_FRACTION_BITS = 16;

  /**
   * The rule for values of a scale.
   *
   * @param gamma factor of each value, n
   * @param beta summand of each value, n
   */
  public static LayerNormRule of(
      float scale, float[] gamma, float[] beta, double epsilon, Quantisation result) {
    double n = gamma.length;
    double added = Math.min(LIMIT / 8, epsilon * n * n * n / ((double) scale * scale));
    double most = (double) MAX_STEPS * MAX_STEPS * n * n * n + added;
    int shift = Math.max(0, (int) Math.floor((62 - Math.log(most) / Math.log(2)) / 2));
    while (shift > 0 && Math.scalb(most, 2 * shift) >= LIMIT) {
      shift--;
    }
    double largest = 1e-30;
    double farthest = 1e-30;
    for (int i = 0; i < gamma.length; i++) {
      largest = Math.max(largest, Math.abs(gamma[i]) * Math.sqrt(n) / result.scale());
      farthest = Math.max(farthest, Math.abs(beta[i]) / result.scale());
    }
    int fraction = MAX_FRACTION_BITS;
    while (fraction > 1
        && (2 * MAX_STEPS * n * Math.scalb(largest, shift + fraction) >= LIMIT
            || Math.scalb(farthest, fraction) >= LIMIT / 2)) {
      fraction--;
    }
    long[] gains = new long[gamma.length];
    long[] offsets = new long[gamma.length];
    for (int i = 0; i < gains.length; i++) {
      double gain = gamma[i] * Math.sqrt(n) / result.scale();
      gains[i] = (long) Math.rint(Math.scalb(gain, shift + fraction));
      offsets[i] = (long) Math.rint(Math.scalb((double) beta[i] / result.scale(), fraction));
    }
    return new LayerNormRule((long) Math.rint(added), shift, fraction, gains, offsets, result);
  }

  /** The results of a vector of n values, with any zero point. */
  public int[] apply(int[] values) {
    long sum = 0;
    for (int value : values) {
      sum += value;
    }
    long squares = epsilon;
    for (int value : values) {
      long difference = (long) values.length * value - sum;
      squares += difference * difference;
    }
    long root = Math.max(1, squareRoot(squares << (2 * shift)));
    int[] results = new int[values.length];
    for (int i = 0; i < results.length; i++) {
      long difference = (long) values.length * values[i] - sum;
      long scaled = Math.floorDiv(2 * difference * gains[i] + root, 2 * root);
      long steps = (scaled + offsets[i] + (1L << (fractionBits - 1))) >> fractionBits;
      results[i] =
          (int) Math.max(result.lowest(), Math.min(result.highest(), steps + result.zeroPoint()));
    }
    return results;
  }

  /** {@code floor(sqrt(value))}. */
  private static long squareRoot(long value) {
    long root = (long) Math.sqrt((double) value);
    while (root * root > value) {
      root--;
    }
    while ((root + 1) * (root + 1) <= value) {
      root++;
    }
    return root;
  }
}
