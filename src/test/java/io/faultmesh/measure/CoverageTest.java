package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the intervals hold what they estimate, and how wide they are, on simulated campaigns
 * with faults that last for a trial. {@code -Dfaultmesh.full=true} runs ten times as many, {@code
 * -Dfaultmesh.seed=N} others.
 *
 * <p>The ideal interval knows that trials are normal and how much images differ; only how far the
 * trials' means over these images spread must be estimated, as Student's t does. Its half-width is
 * {@code sqrt(E[t*s]^2 + z^2*images/m)}, on these images {@code E[t*s]} (s: what n normal means
 * show of their standard error). The strict one also knows how much of that spread is the images'
 * own ({@code rest/nm}); where trials hardly differ and images are alike, nobody can come near it
 * with three trials.
 */
class CoverageTest {
  private static final int CAMPAIGNS = Boolean.getBoolean("faultmesh.full") ? 10_000 : 1000;

  /** Standard deviation of a coverage of 93 % that is measured so. */
  private static final double ERROR = Math.sqrt(0.93 * 0.07 / CAMPAIGNS);

  /** The same of a mean width, relative: three trials' own deviation varies by a half. */
  private static final double WIDTH_ERROR = 0.52 / Math.sqrt(CAMPAIGNS);

  private static final Interval SHARE = new Interval(0, 1);
  private static final double Z = 1.959963984540054;

  /**
   * Images of two kinds; each is answered wrong with its kind's probability, plus the trial's.
   *
   * @param shares of the images
   */
  private enum Images {
    HARD_AND_EASY(new double[] {0.8, 0.03}, new double[] {0.15, 0.85}),
    ALIKE(new double[] {0.5, 0.1}, new double[] {0.3, 0.7});

    private final double[] wrong;
    private final double[] shares;

    Images(double[] wrong, double[] shares) {
      this.wrong = wrong;
      this.shares = shares;
    }

    double probability(int kind, double effect) {
      return Math.min(1, Math.max(0, wrong[kind] + effect));
    }
  }

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

  /** The truth, by the quantiles of the trials' effects. */
  private record Truth(double mean, double[] kinds, double trials, double images, double rest) {
    private static final int POINTS = 20_000;

    static Truth of(Images images, Effect effect, double deviation) {
      double[] kinds = new double[2];
      double squares = 0;
      double trialSquares = 0;
      NormalDistribution normal = new NormalDistribution();
      for (int i = 0; i < POINTS; i++) {
        double trial =
            deviation * effect.of(normal.inverseCumulativeProbability((i + 0.5) / POINTS));
        double both = 0;
        for (int kind = 0; kind < 2; kind++) {
          double p = images.probability(kind, trial);
          kinds[kind] += p / POINTS;
          both += images.shares[kind] * p;
        }
        trialSquares += both * both / POINTS;
      }
      double mean = images.shares[0] * kinds[0] + images.shares[1] * kinds[1];
      for (int kind = 0; kind < 2; kind++) {
        squares += images.shares[kind] * kinds[kind] * kinds[kind];
      }
      double trials = trialSquares - mean * mean;
      double between = squares - mean * mean;
      return new Truth(mean, kinds, trials, between, mean * (1 - mean) - trials - between);
    }

    /** Half an interval that knows all variances. */
    double known(int n, int m) {
      return Z * Math.sqrt(trials / n + images / m + rest / n / m);
    }

    /** Student's half-width over n normal trials, as a multiple of their standard error. */
    private static double student(int n) {
      double expected = n == 3 ? 0.8862 : n == 5 ? 0.9400 : 0.9727;
      return Student.quantile(0.975, n - 1) * expected;
    }

    double idealOfTheseImages(int n, int m) {
      return student(n) * Math.sqrt(trials / n + rest / n / m);
    }

    double ideal(int n, int m) {
      return Math.hypot(idealOfTheseImages(n, m), Z * Math.sqrt(images / m));
    }

    double strictIdeal(int n, int m) {
      double few = student(n) * Math.sqrt(trials / n);
      return Math.hypot(few, Z * Math.sqrt(images / m + rest / n / m));
    }
  }

  /** Shares of campaigns that were held, and mean half-widths. */
  private record Cell(
      double population, double bound, double theseImages, double width, double theseWidth) {}

  private static Cell simulate(
      SplittableRandom random,
      Images images,
      Effect effect,
      double deviation,
      int n,
      int m,
      Truth truth) {
    NormalDistribution normal = new NormalDistribution();
    int population = 0;
    int bound = 0;
    int theseImages = 0;
    double width = 0;
    double theseWidth = 0;
    for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
      double[][] probabilities = new double[n][2];
      for (double[] own : probabilities) {
        double trial =
            deviation * effect.of(normal.inverseCumulativeProbability(random.nextDouble(1e-12, 1)));
        own[0] = images.probability(0, trial);
        own[1] = images.probability(1, trial);
      }
      CellByCell sums = new CellByCell(n);
      double own = 0;
      for (int image = 0; image < m; image++) {
        int kind = random.nextDouble() < images.shares[0] ? 0 : 1;
        own += truth.kinds[kind] / m;
        for (int trial = 0; trial < n; trial++) {
          sums.add(trial, random.nextDouble() < probabilities[trial][kind] ? 1 : 0);
        }
        sums.endImage();
      }
      Estimate estimate = new Estimator(sums.sums(), true).estimate(Estimator.Harm.RAISES, SHARE);
      population += holds(estimate.population(), truth.mean) ? 1 : 0;
      bound += truth.mean <= estimate.populationBound() ? 1 : 0;
      theseImages += holds(estimate.theseImages(), own) ? 1 : 0;
      width += halfWidth(estimate.population()) / CAMPAIGNS;
      theseWidth += halfWidth(estimate.theseImages()) / CAMPAIGNS;
    }
    double all = CAMPAIGNS;
    return new Cell(population / all, bound / all, theseImages / all, width, theseWidth);
  }

  private static double halfWidth(Interval interval) {
    return (interval.high() - interval.low()) / 2;
  }

  private static boolean holds(Interval interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }

  @ParameterizedTest
  @CsvSource({
    "3, HARD_AND_EASY",
    "5, HARD_AND_EASY",
    "10, HARD_AND_EASY",
    "3, ALIKE",
    "5, ALIKE",
    "10, ALIKE"
  })
  void theIntervalsHoldTheMeanAndAreNotTooWide(int n, Images images) {
    SplittableRandom random = new SplittableRandom(Long.getLong("faultmesh.seed", 0) + n);
    System.out.printf(
        Locale.ROOT,
        "%d campaigns each; share: of the trials in the variance; widths against the ideal%n"
            + "%-14s%-10s %3s %5s %9s %6s  %10s %6s %6s  %10s %6s %6s%n",
        CAMPAIGNS,
        "images",
        "trials",
        "n",
        "m",
        "deviation",
        "share",
        "population",
        "width",
        "strict",
        "these",
        "width",
        "bound");
    for (int m : new int[] {350, 5000}) {
      for (Effect effect : Effect.values()) {
        for (double deviation : new double[] {0.003, 0.01, 0.03}) {
          Truth truth = Truth.of(images, effect, deviation);
          Cell cell = simulate(random, images, effect, deviation, n, m, truth);
          double width = cell.width / truth.ideal(n, m);
          double theseWidth = cell.theseWidth / truth.idealOfTheseImages(n, m);
          double known = truth.known(n, m);
          System.out.printf(
              Locale.ROOT,
              "%-14s%-10s %3d %5d %9.3f %5.0f%%  %10.3f %6.2f %6.2f  %10.3f %6.2f %6.3f%n",
              images.name().toLowerCase(Locale.ROOT),
              effect.name().toLowerCase(Locale.ROOT),
              n,
              m,
              deviation,
              100 * Z * Z * truth.trials / n / known / known,
              cell.population,
              width,
              cell.width / truth.strictIdeal(n, m),
              cell.theseImages,
              theseWidth,
              cell.bound);
          assertThat(cell.population).isGreaterThan(0.93 - 2.5 * ERROR);
          assertThat(cell.bound).isGreaterThan(0.93 - 2.5 * ERROR);
          assertThat(cell.theseImages).isGreaterThan(0.93 - 2.5 * ERROR);
          assertThat(width).isLessThan(1.4 * (1 + 2.5 * WIDTH_ERROR));
          assertThat(theseWidth).isLessThan(1.4 * (1 + 2.5 * WIDTH_ERROR));
        }
      }
    }
  }
}
