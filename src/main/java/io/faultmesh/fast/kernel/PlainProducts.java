package io.faultmesh.fast.kernel;

import java.nio.IntBuffer;

/** Plain loops: the fallback where the native kernel is missing or inexact, and its oracle. */
class PlainProducts implements Products {
  private final int filters;
  private final int windowSize;
  private final int lowest;

  /** {@code [K][N]}, so that the inner loop runs over filters and vectorises. */
  private final int[] columns;

  PlainProducts(byte[] weights, int filters, int windowSize, int lowest) {
    this.filters = filters;
    this.windowSize = windowSize;
    this.lowest = lowest;
    this.columns = new int[weights.length];
    for (int n = 0; n < filters; n++) {
      for (int k = 0; k < windowSize; k++) {
        columns[k * filters + n] = weights[n * windowSize + k];
      }
    }
  }

  @Override
  public void multiply(byte[] rows, int rowsOffset, int count, Sink sink) {
    int[] sums = new int[count * filters];
    for (int r = 0; r < count; r++) {
      int to = r * filters;
      for (int k = 0; k < windowSize; k++) {
        int value = (rows[rowsOffset + r * windowSize + k] & 0xff) + lowest;
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
