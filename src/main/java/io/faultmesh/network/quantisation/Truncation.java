package io.faultmesh.network.quantisation;

/** Which bits of a sum become its 8-bit result: about bits {@code t} to {@code t + 7}. */
final class Truncation {
  /** The result then holds the top bits of a 32-bit sum. */
  static final int MOST = 24;

  private Truncation() {}

  /** {@code floor(-log2 m)} of a multiplier, from the bits of the float, within 0 to 24. */
  static int of(float multiplier) {
    int exponent = Math.getExponent(multiplier);
    boolean power = multiplier == Math.scalb(1f, exponent);
    return Math.max(0, Math.min(MOST, power ? -exponent : -exponent - 1));
  }
}
