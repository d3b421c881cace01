package io.faultmesh.network.onnx;

import java.util.Arrays;

/**
 * {@code y = (x - centre) * factor + shift}, with one value of each for all of a tensor or one per
 * place along an axis.
 */
record Affine(double[] centre, double[] factor, double[] shift) {
  private static final double[] ZERO = {0};
  private static final double[] ONE = {1};

  static Affine plus(double[] shift) {
    return new Affine(ZERO, ONE, shift);
  }

  static Affine times(double[] factor) {
    return new Affine(ZERO, factor, ZERO);
  }

  /** {@code constant - x}. */
  static Affine from(double[] constant) {
    return new Affine(ZERO, new double[] {-1}, constant);
  }

  boolean scales() {
    return Arrays.stream(factor).anyMatch(value -> value != 1);
  }

  boolean isFinite() {
    return Arrays.stream(factor).allMatch(Double::isFinite)
        && Arrays.stream(shift).allMatch(Double::isFinite);
  }

  boolean isNothing() {
    return !scales() && Arrays.equals(centre, ZERO) && Arrays.stream(shift).allMatch(b -> b == 0);
  }

  double factor(int place) {
    return at(factor, place);
  }

  /** What becomes of a value. */
  double apply(double value, int place) {
    return (value - at(centre, place)) * at(factor, place) + at(shift, place);
  }

  private static double at(double[] values, int place) {
    return values[values.length == 1 ? 0 : place];
  }
}
