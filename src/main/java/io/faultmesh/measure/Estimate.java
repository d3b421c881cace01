package io.faultmesh.measure;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/** A mean with its 95 % interval. */
public record Estimate(double mean, double low, double high) {
  private static final double Z = 1.959963984540054;
  private static final double ONE_SIDED_Z = 1.6448536269514722;
  private static final double CONFIDENCE_TAIL = 0.975;

  /** Rates this close to 0 or 1 make a symmetric interval leave the possible range. */
  private static final double EDGE = 0.02;

  /** Student's t-interval over trials: the trial, not the image, is the unit that faults make. */
  public static Estimate overTrials(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (values.length < 2) {
      return new Estimate(mean, mean, mean);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    double t = new TDistribution(values.length - 1).inverseCumulativeProbability(CONFIDENCE_TAIL);
    return new Estimate(mean, mean - t * error, mean + t * error);
  }

  /** What the mean of a large sample's population stays below, with 95 % confidence. */
  static double upperBound(double mean, double standardDeviation, long count) {
    return mean + ONE_SIDED_Z * standardDeviation / Math.sqrt((double) count);
  }

  /** Wilson's interval of a rate. */
  public static Estimate wilson(double rate, long count) {
    double z2 = Z * Z;
    double centre = rate + z2 / (2 * count);
    double spread = Z * Math.sqrt(rate * (1 - rate) / count + z2 / (4.0 * count * count));
    double scale = 1 + z2 / count;
    return new Estimate(
        rate, Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale));
  }

  /**
   * A rate measured on the same images in several trials: over trials, but by Wilson over the
   * images where there is one trial, the rate is near 0 or 1, or the interval would leave them.
   */
  public static Estimate rate(double[] perTrial, long images) {
    Estimate estimate = overTrials(perTrial);
    boolean nearEdge = estimate.mean < EDGE || estimate.mean > 1 - EDGE;
    boolean leavesRange = estimate.low < 0 || estimate.high > 1;
    return perTrial.length < 2 || nearEdge || leavesRange
        ? wilson(estimate.mean, images)
        : estimate;
  }

  /**
   * A paired drop {@code (b - c) / n} where b images went from correct to wrong and c the other
   * way: over trials, or for one trial by {@code sqrt(b + c - (b - c)^2 / n) / n}.
   */
  public static Estimate drop(long[] correctToWrong, long[] wrongToCorrect, long images) {
    double[] drops = new double[correctToWrong.length];
    for (int i = 0; i < drops.length; i++) {
      drops[i] = (double) (correctToWrong[i] - wrongToCorrect[i]) / images;
    }
    if (drops.length > 1) {
      return overTrials(drops);
    }
    double changed = correctToWrong[0] + wrongToCorrect[0];
    double error = Math.sqrt(Math.max(0, changed - drops[0] * drops[0] * images)) / images;
    return new Estimate(drops[0], drops[0] - Z * error, drops[0] + Z * error);
  }
}
