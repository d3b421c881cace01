package io.faultmesh.measure;

import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * A share of a population, estimated from samples of its strata, and its interval.
 *
 * @param share estimate; NaN if nothing was sampled
 */
public record Proportion(double share, Interval interval) {

  /**
   * Cases among the sampled members of one stratum.
   *
   * @param population members of the stratum
   */
  public record Part(long population, long sampled, long cases) {}

  /** The share in a population of one stratum, by Clopper and Pearson's interval. */
  public static Proportion of(long cases, long sampled, double confidence) {
    return of(List.of(new Part(Math.max(1, sampled), sampled, cases)), confidence);
  }

  /**
   * The share in a population of several strata: {@code sum N_h/N p_h}. One stratum has Clopper and
   * Pearson's interval. Several have it, too, with the sample size that gives their variance {@code
   * sum (N_h/N)^2 p_h (1 - p_h) / (n_h - 1) (1 - n_h/N_h)} (Korn and Graubard 1998), but at least
   * the size that a sample without cases stands for, {@code 1 / sum (N_h/N)^2 / n_h}. Where no
   * member was a case, the bound is the rule of three, {@code -ln(1 - confidence) / n}; where all
   * were, the same from above.
   */
  public static Proportion of(List<Part> parts, double confidence) {
    double population = 0;
    for (Part part : parts) {
      population += part.population();
    }
    double share = 0;
    double variance = 0;
    double spread = 0;
    for (Part part : parts) {
      double n = part.sampled();
      double weight = part.population() / population;
      if (n == 0) {
        return new Proportion(Double.NaN, new Interval(0, 1));
      }
      double own = part.cases() / n;
      share += weight * own;
      spread += weight * weight / n;
      double kept = 1 - n / part.population();
      variance += weight * weight * own * (1 - own) / Math.max(1, n - 1) * kept;
    }
    double least = 1 / spread;
    double size =
        parts.size() == 1 || variance == 0
            ? least
            : Math.max(least, share * (1 - share) / variance);
    return new Proportion(share, interval(share, size, confidence));
  }

  /** What the share of one stratum does not exceed, one-sided (Clopper and Pearson). */
  public static double upperBound(long cases, long sampled, double confidence) {
    return cases >= sampled
        ? 1
        : beta((double) (cases + 1), (double) (sampled - cases), confidence);
  }

  private static Interval interval(double share, double size, double confidence) {
    double three = Math.min(1, -Math.log(1 - confidence) / size);
    if (share <= 0) {
      return new Interval(0, three);
    }
    if (share >= 1) {
      return new Interval(1 - three, 1);
    }
    double tail = (1 - confidence) / 2;
    double cases = share * size;
    double low = beta(cases, size - cases + 1, tail);
    double high = beta(cases + 1, size - cases, 1 - tail);
    return new Interval(Math.min(low, share), Math.max(high, share));
  }

  private static double beta(double a, double b, double probability) {
    return new BetaDistribution(null, a, b).inverseCumulativeProbability(probability);
  }
}
