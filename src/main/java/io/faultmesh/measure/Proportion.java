package io.faultmesh.measure;

import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * A share of a population, estimated from samples of its strata, and its interval.
 *
 * @param share estimate; NaN if nothing was sampled
 */
public record Proportion(double share, Interval interval) {

  /** The share in a population of one stratum, by Clopper and Pearson's interval. */
  public static Proportion of(long cases, long sampled, double confidence) {
    return of(
        List.of(StratumEstimate.of(Math.max(1, sampled), new Sampled(sampled, cases))), confidence);
  }

  /**
   * The share in a population of several strata: {@code sum N_h/N p_h}. One stratum has Clopper and
   * Pearson's interval. Several that have cases and others have it, too, with the sample size that
   * gives their variance (Korn and Graubard 1998). Strata without any case have together the rule
   * of three, {@code -ln(1 - confidence) / n}, where n is the size that weighs their samples,
   * {@code 1 / sum (N_h/N)^2 / n_h}; strata of nothing but cases the same from above. The limits of
   * the three groups are combined by their squares (Zou and Donner 2008).
   */
  public static Proportion of(List<StratumEstimate> strata, double confidence) {
    if (strata.stream().anyMatch(stratum -> Double.isNaN(stratum.share()))) {
      return new Proportion(Double.NaN, new Interval(0, 1));
    }
    Group none = Group.of(strata, stratum -> stratum.share() <= 0);
    Group all = Group.of(strata, stratum -> stratum.share() >= 1);
    Group mixed = Group.of(strata, stratum -> stratum.share() > 0 && stratum.share() < 1);
    Interval own = mixed.interval(confidence);
    double population = none.population + all.population + mixed.population;
    double share = (mixed.cases + all.cases) / population;
    double down = mixed.population * (mixed.share() - own.low()) / population;
    double up = mixed.population * (own.high() - mixed.share()) / population;
    double missed = all.population * all.three(confidence) / population;
    double unseen = none.population * none.three(confidence) / population;
    return new Proportion(
        share,
        new Interval(
            Math.max(0, share - Math.hypot(down, missed)),
            Math.min(1, share + Math.hypot(up, unseen))));
  }

  /**
   * A share that was found in as many members as {@code size}, by Clopper and Pearson's interval.
   * Without any case the upper end is the rule of three, of nothing but cases the lower end.
   *
   * @param share NaN if there were none
   */
  public static Proportion of(double share, double size, double confidence) {
    if (Double.isNaN(share)) {
      return new Proportion(Double.NaN, new Interval(0, 1));
    }
    double three = Math.min(1, -Math.log(1 - confidence) / size);
    if (share <= 0) {
      return new Proportion(0, new Interval(0, three));
    }
    if (share >= 1) {
      return new Proportion(1, new Interval(1 - three, 1));
    }
    return new Proportion(share, interval(share, size, confidence));
  }

  private static Interval interval(double share, double size, double confidence) {
    double tail = (1 - confidence) / 2;
    double counted = share * size;
    double low = beta(counted, size - counted + 1, tail);
    double high = beta(counted + 1, size - counted, 1 - tail);
    return new Interval(Math.min(low, share), Math.max(high, share));
  }

  /** What a share that was found in some members does not exceed, one-sided, by the same. */
  public static double upperBound(double share, double size, double confidence) {
    return share >= 1 || Double.isNaN(share)
        ? 1
        : beta(share * size + 1, size - share * size, confidence);
  }

  /**
   * Strata of one kind.
   *
   * @param cases expected in the population
   * @param variance of them
   * @param spread sum of squared populations, each by its sample size
   * @param strata how many
   */
  private record Group(
      double population, double cases, double variance, double spread, int strata) {

    static Group of(List<StratumEstimate> strata, Predicate<StratumEstimate> kind) {
      double population = 0;
      double cases = 0;
      double variance = 0;
      double spread = 0;
      int number = 0;
      for (StratumEstimate stratum : strata) {
        if (kind.test(stratum)) {
          double members = stratum.population();
          population += members;
          cases += members * stratum.share();
          variance += members * members * stratum.variance();
          spread += members * members / stratum.size();
          number++;
        }
      }
      return new Group(population, cases, variance, spread, number);
    }

    double share() {
      return population == 0 ? 0 : cases / population;
    }

    double three(double confidence) {
      return population == 0
          ? 0
          : Math.min(1, -Math.log(1 - confidence) * spread / (population * population));
    }

    Interval interval(double confidence) {
      if (population == 0) {
        return new Interval(0, 0);
      }
      double share = share();
      double squared = population * population;
      double size =
          strata == 1 || variance == 0
              ? squared / spread
              : share * (1 - share) * squared / variance;
      return Proportion.interval(share, size, confidence);
    }
  }

  private static double beta(double a, double b, double probability) {
    return new BetaDistribution(null, a, b).inverseCumulativeProbability(probability);
  }
}
