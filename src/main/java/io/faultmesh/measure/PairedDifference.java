package io.faultmesh.measure;

import io.faultmesh.measure.Estimator.Harm;

/**
 * The mean difference of two measurements of the same trials and images, pair by pair: what both
 * have in common, like images that are hard for either, does not widen its interval.
 */
public final class PairedDifference {
  private static final Interval RANGE = new Interval(-1, 1);

  private final CrossedSums sums;
  private final boolean faultsLast;

  /**
   * Starts without pairs.
   *
   * @param faultsLast whether faults may last for a trial, all of whose images then share them
   */
  public PairedDifference(int trials, boolean faultsLast) {
    this.sums = new CrossedSums(trials);
    this.faultsLast = faultsLast;
  }

  /**
   * Adds an image.
   *
   * @param differences by trial: -1, 0 or 1
   */
  public void add(byte[] differences) {
    long total = 0;
    for (int trial = 0; trial < differences.length; trial++) {
      int value = differences[trial];
      sums.addTrial(trial, value, 1, (long) value * value);
      total += value;
    }
    sums.addImage(total, differences.length);
  }

  /** The mean with its intervals; more is taken to be worse. */
  public Estimate estimate() {
    return new Estimator(sums, faultsLast).estimate(Harm.RAISES, RANGE);
  }

  /**
   * Half the width of the 95 % interval of a mean of independent differences, by Student's t.
   *
   * @param differences at least two
   */
  public static double halfWidth(double[] differences) {
    int n = differences.length;
    double mean = java.util.Arrays.stream(differences).average().orElseThrow();
    double squares = 0;
    for (double one : differences) {
      squares += (one - mean) * (one - mean);
    }
    return Student.quantile(0.975, n - 1.0) * Math.sqrt(squares / (n - 1) / n);
  }
}
