package io.faultmesh.fast.struck;

import io.faultmesh.protection.struck.RunningSum;

/**
 * The sums of one image at one layer whose carries come late, product by product in plain loops.
 */
final class TimedSums {
  private final LayerImage image;
  private final RunningSum adder;
  private final int rows;

  /**
   * Sums of products that nothing else strikes.
   *
   * @param rows of the array, where sums pass from row to row: behind the last one nothing follows
   *     an addition; 0 where an element keeps its sum
   */
  TimedSums(LayerImage image, RunningSum adder, int rows) {
    this.image = image;
    this.adder = adder;
    this.rows = rows;
  }

  int sum(int filter, int pixel, int neuron) {
    int taps = image.node().windowSize();
    int[] inputs = image.window(filter, pixel);
    byte[] weights = image.weightsOf(filter);
    int first = image.firstWeight(filter);
    return adder.sum(inputs, weights, first, (long) neuron * taps, taps, rows);
  }
}
