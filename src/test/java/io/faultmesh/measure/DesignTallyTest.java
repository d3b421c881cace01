package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DesignTallyTest {
  private static final int IMAGES = 300;
  private static final int TRIALS = 4;
  private static final byte[] RIGHT = {1, 0};
  private static final byte[] WRONG = {0, 1};

  /**
   * A population in which the quantisation alone harms some images, for all trials alike, and mends
   * fewer; flips harm others now and then.
   */
  private static DesignTally sample(SplittableRandom random) {
    DesignTally tally = new DesignTally(TRIALS, 1);
    for (int image = 0; image < IMAGES; image++) {
      boolean golden = random.nextDouble() < 0.8;
      boolean constrained = golden ? random.nextDouble() > 0.04 : random.nextDouble() < 0.05;
      for (int trial = 0; trial < TRIALS; trial++) {
        boolean right = constrained && random.nextDouble() > 0.02;
        byte[] ownGolden = constrained ? RIGHT : WRONG;
        tally.add(trial, 0, golden ? 0 : 1, ownGolden, right ? RIGHT : WRONG, 0);
      }
    }
    return tally;
  }

  private static final double TRUE_DROP = 0.8 - (0.8 * 0.96 + 0.2 * 0.05) * 0.98;

  @Test
  void theBoundOnOtherImagesHoldsNineteenTimesOfTwenty() {
    SplittableRandom random = new SplittableRandom(1);
    int samples = 2000;
    int held = 0;
    int heldOverTrials = 0;
    for (int i = 0; i < samples; i++) {
      DesignTally tally = sample(random);
      held += TRUE_DROP < tally.dropBoundOnOtherImages() ? 1 : 0;
      heldOverTrials += TRUE_DROP < tally.drop().high() ? 1 : 0;
    }
    // Five standard deviations of a binomial share.
    assertThat((double) held / samples).isBetween(0.925, 0.975);
    // The interval over trials speaks of these images alone: that is why there is a bound.
    assertThat((double) heldOverTrials / samples).isLessThan(0.925);
  }

  @Test
  void oneTrialGivesTheMeanOfItsImages() {
    DesignTally tally = new DesignTally(1, 1);
    tally.add(0, 0, 0, RIGHT, WRONG, 0);
    tally.add(0, 0, 0, RIGHT, RIGHT, 0);
    tally.add(0, 0, 1, RIGHT, RIGHT, 0);
    tally.add(0, 0, 0, RIGHT, WRONG, 0);
    assertThat(tally.drop().mean()).isEqualTo(0.25);
    // Drops 1, 0, -1, 1: the sample's variance is 11 / 12.
    assertThat(tally.dropBoundOnOtherImages())
        .isEqualTo(0.25 + 1.6448536269514722 * Math.sqrt(11.0 / 12) / 2);
  }
}
