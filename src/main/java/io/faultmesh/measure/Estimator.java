package io.faultmesh.measure;

import org.apache.commons.math3.distribution.FDistribution;

/**
 * Intervals of a mean over n trials and m images, two crossed random factors: {@code value = mean +
 * trial + image + rest}. One method for accuracy, drop, SDC and masking.
 *
 * <p><b>Variance.</b> The two-way analysis of variance gives the mean squares between trials (T),
 * between images (I) and of the rest (R), all from {@link CrossedSums}. With {@code /nm}
 * understood, the variance of the mean over all trials there could be is T on these images and
 * {@code T + (I - R)} in the population of images (Searle, Casella, McCulloch: Variance Components,
 * chapter 4). It needs no resampling, so it is exact and the same in any order. Where not every
 * cell counts (masking counts struck cells only) a cell stands for its error about the ratio of the
 * sums, the usual linearisation of a ratio. If no fault lasts for a trial, faults of different
 * images are independent: the part of the trials is 0 by construction, and R is the spread within
 * images; it is the variance on these images, and I in the population.
 *
 * <p><b>Few trials.</b> Else few trials must say how trials spread, and only T tells it. On these
 * images the half-width is Student's over trials. In the population that would reckon the rest by
 * Student, too, though many images tell it: of T only {@code T*T / (T + R*(1 - R/I))} counts as the
 * trials' (all where trials differ much or images do not, little where T is as small as the rest),
 * and what remains of {@code T + (I - R)} counts as the images'. The half-widths of both parts add
 * in squares, and these images' is at most the population's.
 *
 * <p><b>Rare trials.</b> A rare trial that ruins the network makes the spread lopsided: trials that
 * lack it say nothing of it. Skewness g moves the t statistic's quantile from z to about {@code z +
 * g*(2*z*z + 1) / (6*sqrt(n))} (Johnson 1978; Hall 1992), which is {@code z*(1 + 4.57/sqrt(n))} for
 * lognormal trials of sigma 1 (g = 6.18). So towards harm the trials' half-width is Student's times
 * {@code 1 + 4.57 / (sqrt(n) + 2.2)}, and away from it Student's one-sided 94 %. The 2.2 and the 94
 * are ours, set by simulation: the expansion goes too far for few trials, and intervals of normal
 * trials are to be at most 1.4 times Student's. So lognormal trials are covered 93 times in 100,
 * however much of the variance is theirs. Where the rare trials are the harmless ones and make
 * nearly all of the variance, the mean is covered three times in four only.
 *
 * <p><b>Counts.</b> A spread of 0 does not prove that nothing ever happens: in squares adds the
 * bound of a share of which N observations had no case, {@code -ln(tail) / N} (the rule of three).
 * N is the number of images for the population, and of cells for these images. Where the mean is
 * near an end of its range, what is rare lies on the other side: the bound counts above the mean as
 * far as the mean is from the upper end, and below it as far as from the lower end, in parts of the
 * range, as Wilson's interval is lopsided. So no interval is empty.
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

  /** The tail on the side away from harm, in tails of a two-sided interval. */
  private static final double TAILS_AWAY_FROM_HARM = 2.4;

  private static final double SKEW = 4.57;
  private static final double SKEW_DAMPING = 2.2;

  /** Trials that differ by chance alone differ so much once in a hundred times. */
  private static final double SURE = 0.99;

  private final CrossedSums sums;
  private final boolean trialsDiffer;
  private final double betweenTrials;
  private final double rest;
  private final double restFreedom;

  /** What few trials tell of the population's variance, and what many images do. */
  private final double ofTrials;

  private final double ofImages;

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
    double betweenImages = Math.max(rest, mean(imageSquares, m - 1));
    double remaining = rest > 0 ? rest * (1 - rest / betweenImages) : 0;
    ofTrials =
        this.trialsDiffer && betweenTrials > 0
            ? betweenTrials * (betweenTrials / (betweenTrials + remaining))
            : 0;
    ofImages = this.trialsDiffer ? betweenTrials - ofTrials + betweenImages - rest : betweenImages;
  }

  /** Nothing is known of a spread without degrees of freedom. */
  private static double mean(double squares, double degreesOfFreedom) {
    return degreesOfFreedom > 0 ? squares / degreesOfFreedom : Double.POSITIVE_INFINITY;
  }

  /**
   * One side of the mean.
   *
   * @param trialErrors standard errors of the trials' part that its half-width takes
   * @param unseen how far what was never seen may lie here, in parts of the range
   */
  private record Side(double trialErrors, double unseen) {}

  /**
   * The mean and its intervals.
   *
   * @param range what is possible
   */
  Estimate estimate(Harm harm, Interval range) {
    double mean = sums.mean();
    double place = (mean - range.low()) / (range.high() - range.low());
    boolean raises = harm == Harm.RAISES;
    Side above = side(raises, TWO_SIDED, 1 - place);
    Side below = side(!raises, TWO_SIDED, place);
    double bound =
        raises ? mean + population(ONE_SIDED, above) : mean - population(ONE_SIDED, below);
    return new Estimate(
        mean,
        theseImages(TWO_SIDED, below, above).within(range),
        new Interval(mean - population(TWO_SIDED, below), mean + population(TWO_SIDED, above))
            .within(range),
        Math.min(Math.max(bound, range.low()), range.high()));
  }

  /**
   * The interval of the mean over all trials, on these images.
   *
   * @param confidence two-sided
   */
  Interval theseImages(double confidence, Harm harm, Interval range) {
    double place = (sums.mean() - range.low()) / (range.high() - range.low());
    boolean raises = harm == Harm.RAISES;
    double probability = (1 + confidence) / 2;
    Side above = side(raises, probability, 1 - place);
    Side below = side(!raises, probability, place);
    return theseImages(probability, below, above).within(range);
  }

  private Interval theseImages(double probability, Side below, Side above) {
    return new Interval(
        sums.mean() - theseImages(probability, below),
        sums.mean() + theseImages(probability, above));
  }

  private double theseImages(double probability, Side side) {
    double own =
        trialsDiffer
            ? halfWidth(probability, side, betweenTrials, 0, 0, sums.count())
            : halfWidth(probability, side, 0, rest, restFreedom, sums.count());
    return Math.min(own, population(probability, side));
  }

  private double population(double probability, Side side) {
    double freedom = sums.images() - 1.0;
    return halfWidth(probability, side, ofTrials, ofImages, freedom, sums.countedImages());
  }

  private static double halfWidth(
      double probability,
      Side side,
      double trials,
      double images,
      double freedom,
      long observations) {
    if (Double.isInfinite(images)) {
      return Double.POSITIVE_INFINITY;
    }
    double quantile = freedom > 0 ? Student.quantile(probability, freedom) : 0;
    double noCase = -StrictMath.log(1 - probability) / observations * side.unseen();
    return Math.sqrt(
        side.trialErrors() * side.trialErrors() * trials
            + quantile * quantile * images
            + noCase * noCase);
  }

  /**
   * One side of an interval.
   *
   * @param harmful whether a rare trial may lie here
   */
  private Side side(boolean harmful, double probability, double unseen) {
    if (!trialsDiffer) {
      return new Side(0, unseen);
    }
    int n = sums.trials();
    if (harmful) {
      double skew = 1 + SKEW / (Math.sqrt(n) + SKEW_DAMPING);
      return new Side(Student.quantile(probability, n - 1) * skew, unseen);
    }
    double away = 1 - TAILS_AWAY_FROM_HARM * (1 - probability);
    return new Side(Student.quantile(away, n - 1), unseen);
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
