package io.faultmesh.report.html;

import java.util.Arrays;

/**
 * Counts over time in a fixed number of bins, however long it goes on: when time passes the last
 * bin, neighbours are added up and bins are twice as wide.
 */
final class CycleBins {
  private static final int BINS = 256;

  private final double[] sums = new double[BINS];
  private long width = 1;

  /** Spreads an amount evenly over the cycles from {@code start} on; at least one. */
  void add(long start, long cycles, double amount) {
    long end = start + Math.max(1, cycles);
    while (end > width * BINS) {
      widen();
    }
    for (long at = start; at < end; ) {
      int bin = (int) (at / width);
      long stop = Math.min(end, (bin + 1) * width);
      sums[bin] += amount * (stop - at) / (end - start);
      at = stop;
    }
  }

  private void widen() {
    for (int i = 0; i < BINS / 2; i++) {
      sums[i] = sums[2 * i] + sums[2 * i + 1];
    }
    Arrays.fill(sums, BINS / 2, BINS, 0);
    width *= 2;
  }

  /** Widens until these bins are as wide as others. */
  void align(long otherWidth) {
    while (width < otherWidth) {
      widen();
    }
  }

  long width() {
    return width;
  }

  /** Sums up to the last cycle. */
  double[] sums(long lastCycle) {
    return Arrays.copyOf(sums, (int) Math.min(BINS, lastCycle / width + 1));
  }
}
