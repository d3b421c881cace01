package io.faultmesh.fast;

import java.nio.IntBuffer;

/** Exact products of int8 rows with one constant int8 matrix. */
interface IntegerKernel extends AutoCloseable {

  /**
   * {@code sums[r * N + n]} = sum over k of {@code row[r][k] * weight[n][k]}, wrapping.
   *
   * @param rows {@code [count][K]} from {@code rowsOffset} on, in offset binary
   * @param sink takes the sums in blocks of whole rows, in order
   */
  void multiply(byte[] rows, int rowsOffset, int count, Sink sink, Workspace workspace);

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

  /** Makes kernels. */
  interface Factory {
    /**
     * Makes the kernel of a matrix.
     *
     * @param weights {@code [N][K]}
     */
    IntegerKernel create(byte[] weights, int filters, int windowSize);
  }
}
