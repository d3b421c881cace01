package io.faultmesh.measure;

import org.apache.commons.math3.distribution.FDistribution;

/**
 * Intervals of a mean over n trials and m images, two crossed random factors: {@code value = mean +
 * trial + image + rest}. One method for accuracy, drop, SDC and masking.
 *
 * <p><b>Variance.</b> The two-way analysis of variance gives the mean squares between trials (T),
 * between images (I) and of the rest (R), all from {@link CrossedSums}. With {@code /nm}
 * understood, the variance of the mean over all trials there could be is {@code (T - R) + R} on
 * these images and {@code (T - R) + I} in the population of images (Searle, Casella, McCulloch:
 * Variance Components, chapter 4). It needs no resampling, so it is exact and the same in any
 * order. Where not every cell counts (masking counts struck cells only) a cell stands for its error
 * about the ratio of the sums, the usual linearisation of a ratio.
 *
 * <p><b>Trials.</b> If no fault lasts for a trial, faults of different images are independent: the
 * part of the trials is 0 by construction, and R is the spread within images. Else few trials must
 * say how trials spread. The half-widths of both parts add in squares (Zou and Donner 2008, MOVER).
 * The part of the trials is {@code T - R*R/T}, between T and T - R, and 0 for T below R. A rare
 * trial that ruins the network makes the spread lopsided: trials that lack it say nothing of it. So
 * towards harm the part's half-width is Student's times {@code 1 + 2.3 / sqrt(n + 1.5)}, which the
 * skew of the t statistic asks for, and away from it Student's one-sided 95 %. The factor is ours,
 * set by simulation so that lognormal trials (sigma 1, n = 3, 5, 10) are covered about 93 times in
 * 100 and the interval of normal trials is at most 1.4 times Student's. Where the rare trials are
 * the harmless ones and make nearly all of the variance, the mean is covered 8 times in 10 only.
 *
 * <p><b>Counts.</b> A spread of 0 does not prove that nothing ever happens: in squares adds the
 * bound of a share of which N observations had no case, {@code -ln(tail) / N} (the rule of three).
 * N is the number of images for the population, and of cells for these images. So no interval is
 * empty.
 *
 * <p>With one trial, R cannot be told from I and takes its value, and nothing is known of other
 * trials' lasting faults; with one image the population can be anything.
 */
final class Estimator {
  /** Which way faults move the mean. */
  enum Harm {
    LOWERS,
    RAISES
  }

  private static final double TWO_SIDED = 0.975;
  private static final double ONE_SIDED = 0.95;
  private static final double SKEW = 2.3;
  private static final double SKEW_TRIALS = 1.5;

  /** Trials that differ by chance alone differ so much once in a hundred times. */
  private static final double SURE = 0.99;

  private final CrossedSums sums;
  private final boolean trialsDiffer;
  private final double betweenTrials;
  private final double betweenImages;
  private final double rest;
  private final double restFreedom;

  /**
   * Analyses a table with a cell that counts.
   *
   * @param trialsDiffer whether faults last for a trial, so that its images share them
   */
  Estimator(CrossedSums sums, boolean trialsDiffer) {
    this.sums = sums;
    this.trialsDiffer = trialsDiffer && sums.trials() > 1;
    double n = sums.trials();
    double m = sums.images();
    double perCell = n * m / ((double) sums.count() * sums.count());
    double trialSquares = sums.squaresBetweenTrials() * perCell;
    double imageSquares = sums.squaresBetweenImages() * perCell;
    double restSquares = Math.max(0, sums.squares() * perCell - trialSquares - imageSquares);
    betweenTrials = mean(trialSquares, n - 1);
    if (n == 1) {
      restFreedom = m - 1;
      rest = mean(imageSquares, restFreedom);
    } else if (this.trialsDiffer) {
      restFreedom = (n - 1) * (m - 1);
      rest = m == 1 ? 0 : mean(restSquares, restFreedom);
    } else {
      restFreedom = (n - 1) * m;
      rest = mean(restSquares + trialSquares, restFreedom);
    }
    betweenImages = Math.max(rest, mean(imageSquares, m - 1));
  }

  /** Nothing is known of a spread without degrees of freedom. */
  private static double mean(double squares, double degreesOfFreedom) {
    return degreesOfFreedom > 0 ? squares / degreesOfFreedom : Double.POSITIVE_INFINITY;
  }

  /**
   * The mean and its intervals.
   *
   * @param range what is possible
   */
  Estimate estimate(Harm harm, Interval range) {
    double mean = sums.mean();
    double bound = population(ONE_SIDED, towardsHarm());
    return new Estimate(
        mean,
        around(mean, theseImages(towardsHarm()), theseImages(fromHarm()), harm).within(range),
        around(mean, population(TWO_SIDED, towardsHarm()), population(TWO_SIDED, fromHarm()), harm)
            .within(range),
        harm == Harm.RAISES
            ? Math.min(mean + bound, range.high())
            : Math.max(mean - bound, range.low()));
  }

  private static Interval around(double mean, double harmful, double other, Harm harm) {
    return harm == Harm.RAISES
        ? new Interval(mean - other, mean + harmful)
        : new Interval(mean - harmful, mean + other);
  }

  private double theseImages(double trials) {
    return halfWidth(TWO_SIDED, trials, rest, restFreedom, sums.count());
  }

  private double population(double probability, double trials) {
    double freedom = sums.images() - 1.0;
    return halfWidth(probability, trials, betweenImages, freedom, sums.countedImages());
  }

  private static double halfWidth(
      double probability, double trials, double square, double freedom, long observations) {
    if (Double.isInfinite(square)) {
      return Double.POSITIVE_INFINITY;
    }
    double quantile = freedom > 0 ? Student.quantile(probability, freedom) : 0;
    double noCase = -StrictMath.log(1 - probability) / observations;
    return Math.sqrt(trials * trials + quantile * quantile * square + noCase * noCase);
  }

  /** The trials' part of a half-width on the side where a rare trial may lie. */
  private double towardsHarm() {
    int n = sums.trials();
    return trialsDiffer
        ? Student.quantile(TWO_SIDED, n - 1)
            * (1 + SKEW / Math.sqrt(n + SKEW_TRIALS))
            * trialError()
        : 0;
  }

  private double fromHarm() {
    return trialsDiffer ? Student.quantile(ONE_SIDED, sums.trials() - 1) * trialError() : 0;
  }

  private double trialError() {
    return betweenTrials > rest ? Math.sqrt(betweenTrials - rest * (rest / betweenTrials)) : 0;
  }

  /** Whether trials differ by more than their images explain. */
  boolean trialsDisagree() {
    if (!trialsDiffer || restFreedom < 1 || betweenTrials <= rest) {
      return false;
    }
    FDistribution chance = new FDistribution(sums.trials() - 1, restFreedom);
    return rest == 0 || chance.cumulativeProbability(betweenTrials / rest) > SURE;
  }
}
