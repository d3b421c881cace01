package io.faultmesh.arithmetic;

/** What an element makes of an input value and a weight, both int8. */
public interface Multiplier {
  /** The exact product. */
  Multiplier BINARY = (input, weight) -> input * weight;

  int product(int input, int weight);

  /**
   * The multiplier of an array.
   *
   * @param streamLength of stochastic elements; null for binary ones
   */
  static Multiplier of(Integer streamLength) {
    return streamLength == null ? BINARY : StreamMultiplier.of(streamLength);
  }
}
