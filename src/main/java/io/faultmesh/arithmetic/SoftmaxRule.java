package io.faultmesh.arithmetic;

/**
 * Softmax of a vector in integers (ours): with {@code k} the steps below the largest value and
 * {@code e[k] = round(2^16 exp(-k s))}, a result is {@code min(255, floor((256 e + sum / 2) /
 * sum))}, uint8 at scale 1/256 around 0, or the same as int8 around -128. Where a file prescribes
 * another format, a result is {@code quantise((float) (e / sum))}.
 *
 * @param exponentials e, by k
 */
public record SoftmaxRule(int[] exponentials, Quantisation result) {
  private static final int FRACTION_BITS = 16;
  private static final int STEPS = 256;

  /** The format of results where none is prescribed. */
  public static final Quantisation RESULT = new Quantisation(1f / STEPS, 0, 0);

  /** The rule for values of a scale. */
  public static SoftmaxRule of(float scale, Quantisation result) {
    int[] exponentials = new int[STEPS];
    for (int k = 0; k < STEPS; k++) {
      double exact = StrictMath.exp(-k * (double) scale);
      exponentials[k] = (int) Math.rint(Math.scalb(exact, FRACTION_BITS));
    }
    return new SoftmaxRule(exponentials, result);
  }

  /**
   * The results of a vector.
   *
   * @param steps any offset of all values alike changes nothing
   */
  public int[] apply(int[] steps) {
    int most = Integer.MIN_VALUE;
    for (int value : steps) {
      most = Math.max(most, value);
    }
    long sum = 0;
    for (int value : steps) {
      sum += exponentials[most - value];
    }
    boolean whole = result.scale() == RESULT.scale() && result.zeroPoint() == result.lowest();
    int[] results = new int[steps.length];
    for (int i = 0; i < results.length; i++) {
      long share = exponentials[most - steps[i]];
      results[i] =
          whole
              ? (int) Math.min(STEPS - 1, (STEPS * share + sum / 2) / sum) + result.lowest()
              : result.quantise((float) (share / (double) sum));
    }
    return results;
  }
}
