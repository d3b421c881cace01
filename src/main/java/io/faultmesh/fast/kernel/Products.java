package io.faultmesh.fast.kernel;

import java.nio.IntBuffer;

/** Exact products of rows of 8-bit values with one constant int8 matrix. Any thread may run it. */
interface Products extends AutoCloseable {

  /**
   * {@code sums[r * N + n]} = sum over k of {@code (row[r][k] + lowest) * weight[n][k]}, wrapping.
   *
   * @param rows {@code [count][K]} from {@code rowsOffset} on, as {@link Layout} stores values
   * @param sink takes the sums in blocks of whole rows, in order
   */
  void multiply(byte[] rows, int rowsOffset, int count, Sink sink);

  @Override
  void close();

  /** Where sums go. */
  interface Sink {
    /**
     * Takes a block.
     *
     * @param sums valid during the call only
     * @param count how many, from index 0 on
     */
    void accept(IntBuffer sums, int count);
  }

  /** Makes products. */
  interface Factory {
    /**
     * Makes the products of a matrix.
     *
     * @param weights {@code [N][K]}
     * @param lowest what a stored 0 stands for
     */
    Products create(byte[] weights, int filters, int windowSize, int lowest);
  }
}
