package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FlipTally;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DesignTallyTest {
  private static final int IMAGES = 300;
  private static final int TRIALS = 4;
  private static final byte[] RIGHT = {1, 0};
  private static final byte[] WRONG = {0, 1};
  private static final FlipTally NO_FLIPS = new FlipTally(1);

  /**
   * A population in which the quantisation alone harms some images, for all trials alike, and mends
   * fewer; flips harm others now and then.
   */
  private static DesignTally sample(SplittableRandom random) {
    DesignTally tally = new DesignTally(TRIALS, 1, false);
    for (int image = 0; image < IMAGES; image++) {
      boolean golden = random.nextDouble() < 0.8;
      boolean constrained = golden ? random.nextDouble() > 0.04 : random.nextDouble() < 0.05;
      for (int trial = 0; trial < TRIALS; trial++) {
        boolean right = constrained && random.nextDouble() > 0.02;
        byte[] ownGolden = constrained ? RIGHT : WRONG;
        tally.add(trial, 0, golden ? 0 : 1, ownGolden, right ? RIGHT : WRONG, NO_FLIPS);
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
    int heldOnThese = 0;
    for (int i = 0; i < samples; i++) {
      DesignTally tally = sample(random);
      held += TRUE_DROP < tally.drop().populationBound() ? 1 : 0;
      heldOnThese += TRUE_DROP < tally.drop().theseImages().high() ? 1 : 0;
    }
    // Five standard deviations of a binomial share.
    assertThat((double) held / samples).isBetween(0.925, 0.975);
    // The interval of these images speaks of them alone: that is why there is a bound.
    assertThat((double) heldOnThese / samples).isLessThan(0.925);
  }
}
