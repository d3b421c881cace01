package io.faultmesh.arithmetic;

/**
 * From an int32 sum of steps to an 8-bit value: {@code clamp(rint((float) sum * m) + zeroPoint)}.
 * One float32 product, so sums of 2^24 and more are rounded twice. This is QLinearConv as ONNX
 * Runtime computes it.
 *
 * @param multipliers {@code m}, float32: one per output channel (of an average pool: per number of
 *     averaged values; of a concatenation: per operand)
 * @param zeroPoint the result that stands for 0
 * @param low smallest result: what the format or the activation function allows
 * @param high largest result
 */
public record Requantiser(float[] multipliers, int zeroPoint, int low, int high) {

  public Requantiser {
    if (low > high) {
      throw new IllegalArgumentException("limits must ascend, not " + low + " to " + high);
    }
  }

  /** Results of a format, limited by an activation function from {@code low} to {@code high}. */
  public static Requantiser of(float[] multipliers, Quantisation result, double low, double high) {
    return new Requantiser(multipliers, result.zeroPoint(), result.limit(low), result.limit(high));
  }

  /** The result for one sum of a channel. */
  public int apply(int sum, int channel) {
    return apply(sum, multipliers[channel]);
  }

  /** The result under a multiplier that faults may have changed; NaN gives the zero point. */
  public int apply(int sum, float multiplier) {
    // A cast saturates, and the zero point is added in 64 bits.
    long result = (int) Math.rint(sum * multiplier) + (long) zeroPoint;
    return (int) Math.max(low, Math.min(high, result));
  }
}
