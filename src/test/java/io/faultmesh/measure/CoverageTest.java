package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the intervals hold what they estimate, and how wide they are, on simulated campaigns.
 * {@code -Dfaultmesh.full=true} runs ten times as many.
 */
class CoverageTest {
  private static final int CAMPAIGNS = Boolean.getBoolean("faultmesh.full") ? 10_000 : 1000;

  /** Standard deviation of a coverage of 93 % that is measured so. */
  private static final double ERROR = Math.sqrt(0.93 * 0.07 / CAMPAIGNS);

  /** The same of a mean width, relative: three trials' own deviation varies by a half. */
  private static final double WIDTH_ERROR = 0.52 / Math.sqrt(CAMPAIGNS);

  private static final Interval SHARE = new Interval(0, 1);
  private static final double Z = 1.959963984540054;

  /** Images are hard or easy; each is answered wrong with its probability, plus the trial's. */
  private static final double[] WRONG = {0.8, 0.03};

  private static final double[] SHARES = {0.15, 0.85};

  private static final double LOGNORMAL_MEAN = Math.exp(0.5);
  private static final double LOGNORMAL_DEVIATION = Math.sqrt((Math.E - 1) * Math.E);

  /** Distributions of mean 0 and deviation 1, from a standard normal number. */
  private enum Effect {
    NORMAL {
      @Override
      double of(double normal) {
        return normal;
      }
    },
    LOGNORMAL {
      @Override
      double of(double normal) {
        return (Math.exp(normal) - LOGNORMAL_MEAN) / LOGNORMAL_DEVIATION;
      }
    };

    abstract double of(double normal);
  }

  private static double probability(int kind, double effect) {
    return Math.min(1, Math.max(0, WRONG[kind] + effect));
  }

  /** The truth, by the quantiles of the trials' effects. */
  private record Truth(double mean, double[] kinds, double trials, double images, double rest) {
    private static final int POINTS = 20_000;

    static Truth of(Effect effect, double deviation) {
      double[] kinds = new double[2];
      double squares = 0;
      double trialSquares = 0;
      NormalDistribution normal = new NormalDistribution();
      for (int i = 0; i < POINTS; i++) {
        double trial =
            deviation * effect.of(normal.inverseCumulativeProbability((i + 0.5) / POINTS));
        double both = 0;
        for (int kind = 0; kind < 2; kind++) {
          double p = probability(kind, trial);
          kinds[kind] += p / POINTS;
          both += SHARES[kind] * p;
        }
        trialSquares += both * both / POINTS;
      }
      double mean = SHARES[0] * kinds[0] + SHARES[1] * kinds[1];
      for (int kind = 0; kind < 2; kind++) {
        squares += SHARES[kind] * kinds[kind] * kinds[kind];
      }
      double trials = trialSquares - mean * mean;
      double images = squares - mean * mean;
      return new Truth(mean, kinds, trials, images, mean * (1 - mean) - trials - images);
    }

    /** Half an interval that knows all variances. */
    double known(int n, int m) {
      return Z * Math.sqrt(trials / n + images / m + rest / n / m);
    }

    /**
     * Half an interval that knows the images' variances, and that trials are normal: only the
     * spread between trials must be estimated, so Student's factor stands before its expectation.
     */
    double ideal(int n, int m) {
      double expected = n == 3 ? 0.8862 : n == 5 ? 0.9400 : 0.9727;
      double student = Student.quantile(0.975, n - 1) * expected;
      return Math.sqrt(student * student * trials / n + Z * Z * (images / m + rest / n / m));
    }
  }

  private record Cell(double population, double bound, double theseImages, double halfWidth) {}

  private static Cell simulate(
      SplittableRandom random, Effect effect, double deviation, int n, int m, Truth truth) {
    NormalDistribution normal = new NormalDistribution();
    int population = 0;
    int bound = 0;
    int theseImages = 0;
    double width = 0;
    for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
      double[][] probabilities = new double[n][2];
      for (double[] own : probabilities) {
        double trial =
            deviation * effect.of(normal.inverseCumulativeProbability(random.nextDouble(1e-12, 1)));
        own[0] = probability(0, trial);
        own[1] = probability(1, trial);
      }
      CrossedSums sums = new CrossedSums(n);
      double own = 0;
      for (int image = 0; image < m; image++) {
        int kind = random.nextDouble() < SHARES[0] ? 0 : 1;
        own += truth.kinds[kind] / m;
        for (int trial = 0; trial < n; trial++) {
          sums.add(trial, random.nextDouble() < probabilities[trial][kind] ? 1 : 0);
        }
        sums.endImage();
      }
      Estimate estimate = new Estimator(sums, true).estimate(Estimator.Harm.RAISES, SHARE);
      population += holds(estimate.population(), truth.mean) ? 1 : 0;
      bound += truth.mean <= estimate.populationBound() ? 1 : 0;
      theseImages += holds(estimate.theseImages(), own) ? 1 : 0;
      width += (estimate.population().high() - estimate.population().low()) / 2 / CAMPAIGNS;
    }
    double all = CAMPAIGNS;
    return new Cell(population / all, bound / all, theseImages / all, width);
  }

  private static boolean holds(Interval interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 10})
  void theIntervalHoldsThePopulationsMeanAndIsNotTooWide(int n) {
    SplittableRandom random = new SplittableRandom(n);
    System.out.printf(
        Locale.ROOT,
        "%d campaigns each; width against the ideal (knows all but the trials' spread) and the"
            + " known variances%n%-10s %3s %5s %9s %6s  %10s %6s %12s %6s %6s%n",
        CAMPAIGNS,
        "trials",
        "n",
        "m",
        "deviation",
        "share",
        "population",
        "bound",
        "these images",
        "ideal",
        "known");
    for (int m : new int[] {350, 5000}) {
      for (Effect effect : Effect.values()) {
        for (double deviation : new double[] {0.003, 0.01, 0.03}) {
          Truth truth = Truth.of(effect, deviation);
          Cell cell = simulate(random, effect, deviation, n, m, truth);
          double ideal = cell.halfWidth / truth.ideal(n, m);
          double known = truth.known(n, m);
          System.out.printf(
              Locale.ROOT,
              "%-10s %3d %5d %9.3f %5.0f%%  %10.3f %6.3f %12.3f %6.2f %6.2f%n",
              effect.name().toLowerCase(Locale.ROOT),
              n,
              m,
              deviation,
              100 * Z * Z * truth.trials / n / known / known,
              cell.population,
              cell.bound,
              cell.theseImages,
              ideal,
              cell.halfWidth / known);
          assertThat(cell.population).isGreaterThan(0.93 - 2 * ERROR);
          assertThat(cell.bound).isGreaterThan(0.93 - 2 * ERROR);
          assertThat(ideal).isLessThan(1.4 * (1 + 2 * WIDTH_ERROR));
        }
      }
    }
  }
}
