package io.faultmesh.measure;

import org.apache.commons.math3.distribution.NormalDistribution;

/** Sample sizes of statistical fault injection. */
public final class SampleSize {
  /** The share that needs the largest sample. */
  private static final double WORST_SHARE = 0.5;

  private SampleSize() {}

  /**
   * How many faults of a population tell a share to a margin, drawn without replacement and rounded
   * up: {@code N / (1 + e^2 (N - 1) / (t^2 p (1 - p)))} with p = 0.5 and the normal quantile t
   * (Leveugle et al., DATE 2009).
   *
   * @param margin half-width e of the interval
   */
  public static long of(long population, double margin, double confidence) {
    double quantile = quantile(confidence);
    double variance = quantile * quantile * WORST_SHARE * (1 - WORST_SHARE);
    double size = population / (1 + margin * margin * (population - 1) / variance);
    return Math.min(population, (long) Math.ceil(size));
  }

  /**
   * Both tails of the normal distribution beyond plus and minus this hold what is not confident.
   */
  static double quantile(double confidence) {
    return new NormalDistribution(null, 0, 1).inverseCumulativeProbability((1 + confidence) / 2);
  }
}
