package io.faultmesh.fast;

/** Exact products of int8 rows with one constant int8 matrix. */
interface IntegerKernel extends AutoCloseable {

  /**
   * {@code sums[sumsOffset + r * N + n]} = sum over k of {@code row[r][k] * weight[n][k]},
   * wrapping.
   *
   * @param rows {@code [count][K]} from {@code rowsOffset} on, in offset binary
   */
  void multiply(
      byte[] rows, int rowsOffset, int count, int[] sums, int sumsOffset, Workspace workspace);

  @Override
  void close();

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
