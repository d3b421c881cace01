package io.faultmesh.fast;

import java.nio.IntBuffer;

/** Plain loops: the fallback where the native kernel is missing or inexact, and its oracle. */
class JavaKernel implements IntegerKernel {
  private final int filters;
  private final int windowSize;

  /** {@code [K][N]}, so that the inner loop runs over filters and vectorises. */
  private final int[] columns;

  JavaKernel(byte[] weights, int filters, int windowSize) {
    this.filters = filters;
    this.windowSize = windowSize;
    this.columns = new int[weights.length];
    for (int n = 0; n < filters; n++) {
      for (int k = 0; k < windowSize; k++) {
        columns[k * filters + n] = weights[n * windowSize + k];
      }
    }
  }

  @Override
  public void multiply(byte[] rows, int rowsOffset, int count, Sink sink, Workspace workspace) {
    int[] sums = new int[count * filters];
    for (int r = 0; r < count; r++) {
      int to = r * filters;
      for (int k = 0; k < windowSize; k++) {
        int value = Layout.signed(rows[rowsOffset + r * windowSize + k]);
        if (value != 0) {
          addScaled(value, k * filters, sums, to);
        }
      }
    }
    sink.accept(IntBuffer.wrap(sums), sums.length);
  }

  private void addScaled(int value, int from, int[] sums, int to) {
    for (int n = 0; n < filters; n++) {
      sums[to + n] += value * columns[from + n];
    }
  }

  @Override
  public void close() {}
}
