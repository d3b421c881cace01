package io.faultmesh.arithmetic;

/**
 * The sum of two tensors' values: {@code clamp(rint((a * s_a + b * s_b) / s_c) + z_c)} in float32
 * in this order, where a and b are steps from zero: DequantizeLinear, Add, QuantizeLinear.
 *
 * @param low smallest result: what the format or the activation function allows
 * @param high largest result
 */
public record Adder(
    float leftScale, float rightScale, float resultScale, int zeroPoint, int low, int high) {

  /** A sum of tensors of given formats, limited by an activation function. */
  public static Adder of(
      Quantisation left, Quantisation right, Quantisation result, double low, double high) {
    return new Adder(
        left.scale(),
        right.scale(),
        result.scale(),
        result.zeroPoint(),
        result.limit(low),
        result.limit(high));
  }

  /** The result for two numbers of steps. */
  public int apply(int left, int right) {
    float sum = left * leftScale + right * rightScale;
    long result = (int) Math.rint(sum / resultScale) + (long) zeroPoint;
    return (int) Math.max(low, Math.min(high, result));
  }
}
