package io.faultmesh.network;

/**
 * From an int32 sum to an int8 result: {@code clamp(round(sum * multiplier / 2^shift))}, halves
 * away from zero.
 *
 * @param multipliers one per output channel (of an average pool: per window size; of a sum: per
 *     operand), each below 2^31
 * @param shift 1 to 61
 * @param low smallest result, -128 to 127
 * @param high largest result, -128 to 127
 */
public record Requantiser(int[] multipliers, int shift, int low, int high) {
  private static final int MAX_SHIFT = 61;

  public Requantiser {
    if (shift < 1 || shift > MAX_SHIFT) {
      throw new IllegalArgumentException("shift must be between 1 and 61, not " + shift);
    }
    if (low < Byte.MIN_VALUE || high > Byte.MAX_VALUE || low > high) {
      throw new IllegalArgumentException("limits must be int8 and ascend: " + low + ", " + high);
    }
  }

  /**
   * The closest integers to real factors.
   *
   * @param scale of the result, for the limits
   */
  static Requantiser of(double[] factors, Clip clip, double scale) {
    double largest = 0;
    for (double factor : factors) {
      largest = Math.max(largest, factor);
    }
    int shift = MAX_SHIFT;
    while (shift > 1 && Math.rint(Math.scalb(largest, shift)) > Integer.MAX_VALUE) {
      shift--;
    }
    int[] multipliers = new int[factors.length];
    for (int i = 0; i < factors.length; i++) {
      double scaled = Math.rint(Math.scalb(factors[i], shift));
      multipliers[i] = (int) Math.min(Integer.MAX_VALUE, scaled);
    }
    return new Requantiser(multipliers, shift, limit(clip.low(), scale), limit(clip.high(), scale));
  }

  /** A plain right shift by {@code t}, the same for {@code channels} channels. */
  static Requantiser shiftBy(int t, int channels, Clip clip, double scale) {
    int[] multipliers = new int[channels];
    // Twice the value shifted once more is the same number, and keeps the shift above zero.
    java.util.Arrays.fill(multipliers, 2);
    return new Requantiser(multipliers, t + 1, limit(clip.low(), scale), limit(clip.high(), scale));
  }

  private static int limit(double value, double scale) {
    return (int) Quantiser.roundHalfAway(value / scale, Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  /** {@code sign(x) * ((|x| + 2^(s-1)) >> s)}, without branches. */
  public static long round(long scaled, int shift) {
    return (scaled + (1L << (shift - 1)) + (scaled >> 63)) >> shift;
  }

  /** The result for one sum of a channel. */
  public int apply(int sum, int channel) {
    return clamp(round((long) sum * multipliers[channel], shift));
  }

  /** The result for a sum that the caller has scaled. */
  public int applyScaled(long scaled) {
    return clamp(round(scaled, shift));
  }

  private int clamp(long value) {
    return (int) Math.max(low, Math.min(high, value));
  }
}
