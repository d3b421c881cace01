package io.faultmesh.measure;

import java.util.Arrays;

/**
 * What a mean over a table of trials and images, and its spread along both, can be computed from:
 * whole numbers that add up over ranges of images, so neither threads nor batches change a bit of
 * them. A cell of the table holds a value of -1, 0 or 1, or does not count.
 */
final class CrossedSums {
  private final long[] trialValues;
  private final long[] trialCounts;
  private long images;
  private long countedImages;
  private long valueSquares;
  private long imageValueSquares;
  private long imageCountSquares;
  private long imageProducts;

  CrossedSums(int trials) {
    this.trialValues = new long[trials];
    this.trialCounts = new long[trials];
  }

  /**
   * Adds a trial's cells of a range of images.
   *
   * @param value sum of the values that count
   * @param count how many count
   * @param squares sum of their squares
   */
  void addTrial(int trial, long value, long count, long squares) {
    trialValues[trial] += value;
    trialCounts[trial] += count;
    valueSquares += squares;
  }

  /** Adds an image's sums over all trials. */
  void addImage(long value, long count) {
    images++;
    countedImages += count > 0 ? 1 : 0;
    imageValueSquares += value * value;
    imageCountSquares += count * count;
    imageProducts += value * count;
  }

  int trials() {
    return trialValues.length;
  }

  long images() {
    return images;
  }

  /** Cells that count. */
  long count() {
    return Arrays.stream(trialCounts).sum();
  }

  /** Images with a cell that counts. */
  long countedImages() {
    return countedImages;
  }

  /** Sum of the values that count. */
  long total() {
    return Arrays.stream(trialValues).sum();
  }

  /** Over the cells that count; NaN if none does. */
  double mean() {
    return (double) total() / count();
  }

  /** Over the cells of a trial that count; NaN if none does. */
  double mean(int trial) {
    return (double) trialValues[trial] / trialCounts[trial];
  }

  /**
   * Sum of squares, over all cells, of what each adds to the error of the mean: its value less the
   * mean, or 0 where it does not count.
   */
  double squares() {
    double mean = mean();
    return Math.max(0, valueSquares - 2 * mean * total() + mean * mean * count());
  }

  /** The part of {@link #squares} that lies between trials. */
  double squaresBetweenTrials() {
    double mean = mean();
    double squares = 0;
    for (int i = 0; i < trialValues.length; i++) {
      double error = trialValues[i] - mean * trialCounts[i];
      squares += error * error;
    }
    return squares / images;
  }

  /** The part of {@link #squares} that lies between images. */
  double squaresBetweenImages() {
    double mean = mean();
    double squares = imageValueSquares - 2 * mean * imageProducts + mean * mean * imageCountSquares;
    return Math.max(0, squares) / trialValues.length;
  }
}
