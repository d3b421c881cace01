package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.measure.Estimator.Harm;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Simulated runs that make trials until their interval is narrow, faults drawn per image or trial.
 */
class LooksTest {
  private static final int CAMPAIGNS = Boolean.getBoolean("faultmesh.full") ? 5000 : 500;
  private static final int IMAGES = 40;
  private static final Interval SHARE = new Interval(0, 1);

  /** Half-width at most, trials at most; every look must hold, so runs may end at any. */
  private record Goal(double margin, int maxTrials) {}

  /** What one campaign's last interval was, and after how many trials. */
  private record End(Interval interval, int trials) {}

  /** Right answers by trial and image, of a trial whose faults cost so much of each image's. */
  private static boolean[] trial(Random random, double[] right, double cost) {
    boolean[] answers = new boolean[right.length];
    for (int i = 0; i < right.length; i++) {
      answers[i] = random.nextDouble() < Math.max(0, right[i] - cost);
    }
    return answers;
  }

  private static CrossedSums sums(boolean[][] answers, int trials) {
    CrossedSums sums = new CrossedSums(trials);
    int[] byImage = new int[IMAGES];
    for (int trial = 0; trial < trials; trial++) {
      int own = 0;
      for (int i = 0; i < IMAGES; i++) {
        own += answers[trial][i] ? 1 : 0;
        byImage[i] += answers[trial][i] ? 1 : 0;
      }
      sums.addTrial(trial, own, IMAGES, own);
    }
    for (int image : byImage) {
      sums.addImage(image, trials);
    }
    return sums;
  }

  private static End campaign(Random random, double[] right, boolean lasting, Goal goal) {
    Looks looks = Looks.upTo(goal.maxTrials());
    boolean[][] answers = new boolean[goal.maxTrials()][];
    int made = 0;
    for (int trials : looks.trials()) {
      while (made < trials) {
        double cost = lasting ? 0.2 * random.nextDouble() : 0;
        answers[made++] = trial(random, right, cost);
      }
      Interval interval =
          new Estimator(sums(answers, trials), lasting)
              .theseImages(looks.confidence(0.95), Harm.LOWERS, SHARE);
      if (interval.high() - interval.low() <= 2 * goal.margin() || trials == goal.maxTrials()) {
        return new End(interval, trials);
      }
    }
    throw new AssertionError();
  }

  private static double[] images(Random random) {
    double[] right = new double[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      right[i] = i % 4 == 0 ? 0.3 + 0.3 * random.nextDouble() : 0.95;
    }
    return right;
  }

  /** The mean that all trials would give: costs are uniform from 0 to 0.2. */
  private static double mean(double[] right, boolean lasting) {
    double sum = 0;
    for (double own : right) {
      sum += lasting ? own - 0.1 : own;
    }
    return sum / right.length;
  }

  private static void holds(boolean lasting, Goal goal) {
    int covered = 0;
    int narrow = 0;
    long trials = 0;
    for (int seed = 0; seed < CAMPAIGNS; seed++) {
      Random random = new Random(seed);
      double[] right = images(random);
      End end = campaign(random, right, lasting, goal);
      double mean = mean(right, lasting);
      covered += end.interval().low() <= mean && mean <= end.interval().high() ? 1 : 0;
      narrow += end.interval().high() - end.interval().low() <= 2 * goal.margin() ? 1 : 0;
      trials += end.trials();
    }
    double error = Math.sqrt(0.05 * 0.95 / CAMPAIGNS);
    assertThat((double) covered / CAMPAIGNS).isGreaterThan(0.95 - 3 * error);
    assertThat(narrow).isEqualTo(CAMPAIGNS);
    assertThat((double) trials / CAMPAIGNS).isBetween(10.0, goal.maxTrials() / 2.0);
  }

  @Test
  void runsReachTheirMarginAndHoldTheirConfidenceWithFaultsOfImages() {
    holds(false, new Goal(0.02, 1280));
  }

  @Test
  void runsReachTheirMarginAndHoldTheirConfidenceWithFaultsThatLastForTrials() {
    holds(true, new Goal(0.03, 1280));
  }

  @Test
  void looksAreFixedBeforeAndShareWhatIsNotConfident() {
    assertThat(Looks.upTo(50).trials()).containsExactly(5, 10, 20, 40, 50);
    assertThat(Looks.upTo(3).trials()).containsExactly(3);
    assertThat(Looks.upTo(50).confidence(0.95)).isEqualTo(0.99);
  }
}
