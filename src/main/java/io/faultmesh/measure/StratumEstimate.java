package io.faultmesh.measure;

/**
 * The share of cases in one stratum.
 *
 * @param population members of the stratum
 * @param share estimate; NaN if nothing was sampled
 * @param variance of the estimate
 * @param size of one sample that would weigh as much
 */
public record StratumEstimate(long population, double share, double variance, double size) {

  /** From one sample of n members; its variance is {@code p (1 - p) / (n - 1) (1 - n/N)}. */
  public static StratumEstimate of(long population, Sampled sample) {
    return new StratumEstimate(
        population, sample.share(), sample.variance(population), sample.members());
  }

  /**
   * From two samples, of which the second is drawn from what the first left, in a number that
   * follows from what the first found. Such a number makes the plain share of both too small where
   * the first found little. So each step estimates the share on its own, and both are weighed as
   * was fixed before: {@code a p1 + (1 - a) (x1 + (N - n1) p2) / N}, which is right on average.
   *
   * @param firstWeight a
   */
  public static StratumEstimate of(
      long population, Sampled first, Sampled second, double firstWeight) {
    if (second.members() == 0) {
      return of(population, first);
    }
    if (first.members() == 0) {
      return of(population, second);
    }
    double rest = (double) (population - first.members()) / population;
    boolean isWhole = first.members() + second.members() == population;
    double a = isWhole ? 0 : firstWeight;
    double b = 1 - a;
    double known = (double) first.cases() / population + rest * second.share();
    double variance =
        a * a * first.variance(population)
            + b * b * rest * rest * second.variance(population - first.members());
    double spread = a * a / first.members() + b * b / second.members();
    return new StratumEstimate(population, a * first.share() + b * known, variance, 1 / spread);
  }
}
