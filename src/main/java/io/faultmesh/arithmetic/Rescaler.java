package io.faultmesh.arithmetic;

/**
 * A tensor's values under another scale: {@code clamp(rint((steps * from) / to) + zeroPoint)} in
 * float32 in this order: DequantizeLinear, then QuantizeLinear, as an exported file says it.
 *
 * @param low smallest result: what the format or the activation function allows
 * @param high largest result
 */
public record Rescaler(float from, float to, int zeroPoint, int low, int high) {

  /** Between two formats, limited by an activation function. */
  public static Rescaler of(Quantisation input, Quantisation result, double low, double high) {
    return new Rescaler(
        input.scale(), result.scale(), result.zeroPoint(), result.limit(low), result.limit(high));
  }

  /** The result for a number of steps from zero. */
  public int apply(int steps) {
    long result = (int) Math.rint(steps * from / to) + (long) zeroPoint;
    return (int) Math.max(low, Math.min(high, result));
  }
}
