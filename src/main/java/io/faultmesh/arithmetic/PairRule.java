package io.faultmesh.arithmetic;

/**
 * A function of two tensors' values: {@code clamp(rint(f(a * s_a, b * s_b) / s_c) + z_c)} in
 * float32 in this order, where a and b are steps from zero: DequantizeLinear, the operator,
 * QuantizeLinear.
 *
 * @param low smallest result: what the format or the activation function allows
 * @param high largest result
 */
public record PairRule(
    Function function,
    float leftScale,
    float rightScale,
    float resultScale,
    int zeroPoint,
    int low,
    int high) {

  /** The function, in float32. */
  public enum Function {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM;

    float apply(float a, float b) {
      return switch (this) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
        case MAXIMUM -> Math.max(a, b);
        case MINIMUM -> Math.min(a, b);
      };
    }
  }

  /** A rule between tensors of given formats, limited by an activation function. */
  public static PairRule of(
      Function function,
      Quantisation left,
      Quantisation right,
      Quantisation result,
      double low,
      double high) {
    return new PairRule(
        function,
        left.scale(),
        right.scale(),
        result.scale(),
        result.zeroPoint(),
        result.limit(low),
        result.limit(high));
  }

  /** The result for two numbers of steps; NaN gives the zero point. */
  public int apply(int left, int right) {
    float value = function.apply(left * leftScale, right * rightScale);
    long result = (int) Math.rint(value / resultScale) + (long) zeroPoint;
    return (int) Math.max(low, Math.min(high, result));
  }
}
