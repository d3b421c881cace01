package io.faultmesh.arithmetic;

/**
 * How a tensor's 8-bit values stand for real ones: {@code real = scale * (value - zeroPoint)}.
 *
 * @param scale positive and finite
 * @param zeroPoint the value that stands for 0
 * @param lowest -128 where values are int8, 0 where they are uint8
 */
public record Quantisation(float scale, int zeroPoint, int lowest) {
  private static final int VALUES = 256;

  public Quantisation {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException("scale must be positive and finite, not " + scale);
    }
    if (lowest != Byte.MIN_VALUE && lowest != 0) {
      throw new IllegalArgumentException("lowest must be -128 or 0, not " + lowest);
    }
    if (zeroPoint < lowest || zeroPoint >= lowest + VALUES) {
      throw new IllegalArgumentException("zero point " + zeroPoint + " does not fit 8 bits");
    }
  }

  /** Int8 with zero point 0. */
  public static Quantisation symmetric(float scale) {
    return new Quantisation(scale, 0, Byte.MIN_VALUE);
  }

  /** Uint8 with zero point 0, for values that are never negative. */
  public static Quantisation unsigned(float scale) {
    return new Quantisation(scale, 0, 0);
  }

  /** The same zero point with another scale. */
  public Quantisation withScale(float other) {
    return new Quantisation(other, zeroPoint, lowest);
  }

  public int highest() {
    return lowest + VALUES - 1;
  }

  /** The value that 8 stored bits hold. */
  public int value(byte bits) {
    return lowest == 0 ? bits & 0xff : bits;
  }

  /** The steps from zero that 8 stored bits stand for: {@code value - zeroPoint}. */
  public int steps(byte bits) {
    return value(bits) - zeroPoint;
  }

  /** ONNX's QuantizeLinear: {@code saturate(rint(real / scale) + zeroPoint)}; NaN is zero. */
  public int quantise(float real) {
    return saturate((int) Math.rint(real / scale));
  }

  /** {@code steps + zeroPoint} within 8 bits. */
  private int saturate(int steps) {
    return (int) Math.max(lowest, Math.min(highest(), (long) steps + zeroPoint));
  }

  /** The value that a limit of an activation function stands for; infinite limits saturate. */
  public int limit(double real) {
    return quantise((float) real);
  }
}
