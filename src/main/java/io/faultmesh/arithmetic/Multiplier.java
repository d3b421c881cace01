package io.faultmesh.arithmetic;

/** What an element makes of an input value and a weight, both int8. */
public interface Multiplier {
  /** The exact product. */
  Multiplier BINARY = (input, weight) -> input * weight;

  int product(int input, int weight);

  /**
   * How far a flip in a cycle of the product's stream moves the product.
   *
   * @throws UnsupportedOperationException if it has no stream
   */
  default int step(int input, int weight, int cycle) {
    throw new UnsupportedOperationException("a binary product has no stream");
  }

  /**
   * The multiplier of an array.
   *
   * @param streamLength of stochastic elements; null for binary ones
   */
  static Multiplier of(Integer streamLength) {
    return streamLength == null ? BINARY : StreamMultiplier.of(streamLength);
  }
}
