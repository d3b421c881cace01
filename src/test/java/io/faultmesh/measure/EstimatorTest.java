package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.measure.Estimator.Harm;
import io.faultmesh.scenario.FaultSite;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EstimatorTest {
  private static final Interval SHARE = new Interval(0, 1);
  private static final byte[] RIGHT = {1, 0};
  private static final byte[] WRONG = {0, 1};

  private static FlipTally flips(int count) {
    FlipTally flips = new FlipTally(1);
    for (int i = 0; i < count; i++) {
      flips.count(FaultSite.ACTIVATION, 0, 0, i, 1);
    }
    return flips;
  }

  /**
   * Trials with so many right answers among images that are all right without faults, wrong ones
   * first; every image is struck.
   */
  private static DesignTally tally(boolean faultsLast, int images, int... right) {
    DesignTally tally = new DesignTally(right.length, 1, faultsLast);
    for (int image = 0; image < images; image++) {
      for (int trial = 0; trial < right.length; trial++) {
        byte[] logits = image < images - right[trial] ? WRONG : RIGHT;
        tally.add(trial, 0, 0, RIGHT, logits, flips(1));
      }
    }
    return tally;
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  @Test
  void aTrialThatRuinsTheNetworkWidensTheInterval() {
    DesignTally tally = tally(true, 200, 177, 107, 178);
    Interval accuracy = tally.accuracy().population();
    assertThat(tally.accuracy().mean()).isCloseTo(0.77, within(1e-9));
    assertThat(accuracy.low()).isLessThan(0.535);
    assertThat(accuracy.high()).isGreaterThan(0.89);
    Estimate drop = tally.drop();
    assertThat(drop.population().low()).isGreaterThanOrEqualTo(0);
    assertThat(drop.population().high()).isGreaterThan(0.465).isLessThanOrEqualTo(1);
    assertThat(drop.populationBound()).isGreaterThan(0.465);
    assertThat(tally.spread().isTooFew()).isTrue();
    assertThat(tally.spread().least()).isEqualTo(0.535);
  }

  @Test
  void trialsThatDifferByChanceDoNotDisagree() {
    assertThat(tally(true, 200, 177, 178, 177).spread().isTooFew()).isFalse();
    assertThat(tally(true, 200, 177).spread().isTooFew()).isTrue();
    assertThat(tally(false, 200, 177).spread().isTooFew()).isFalse();
    assertThat(tally(true, 200, 177, 107, 178, 178, 178).spread().isTooFew()).isFalse();
  }

  @Test
  void equalTrialsLeaveNoEmptyInterval() {
    for (boolean faultsLast : new boolean[] {true, false}) {
      for (int right : new int[] {0, 1, 400, 459, 499, 500}) {
        DesignTally tally = tally(faultsLast, 500, right, right, right, right);
        for (Estimate estimate :
            new Estimate[] {
              tally.accuracy(), tally.drop(), tally.sdc1(), tally.sdc5(), tally.masked()
            }) {
          assertThat(width(estimate.theseImages())).isPositive();
          assertThat(width(estimate.population()))
              .isGreaterThanOrEqualTo(width(estimate.theseImages()));
          assertThat(estimate.mean())
              .isBetween(estimate.theseImages().low(), estimate.theseImages().high())
              .isBetween(estimate.population().low(), estimate.population().high());
        }
      }
    }
  }

  @Test
  void whatNeverHappenedIsBoundedByTheRuleOfThree() {
    Estimate sdc = tally(false, 1000, 1000, 1000).sdc1();
    assertThat(sdc.mean()).isZero();
    assertThat(sdc.population().low()).isZero();
    assertThat(sdc.population().high()).isCloseTo(3.689 / 1000, within(1e-6));
    assertThat(sdc.populationBound()).isCloseTo(2.996 / 1000, within(1e-6));
    assertThat(sdc.theseImages().high()).isCloseTo(3.689 / 2000, within(1e-6));
  }

  @Test
  void noMoreIsLostThanWasThere() {
    // Half of the images are wrong without faults; faults make all wrong, or all right.
    for (byte[] struck : new byte[][] {RIGHT, WRONG}) {
      DesignTally tally = new DesignTally(2, 1, true);
      for (int image = 0; image < 10; image++) {
        byte[] golden = image < 5 ? RIGHT : WRONG;
        tally.add(0, 0, image < 5 ? 0 : 1, golden, struck, flips(1));
        tally.add(1, 0, image < 5 ? 0 : 1, golden, golden, flips(1));
      }
      assertThat(tally.drop().population().low()).isGreaterThanOrEqualTo(-0.5);
      assertThat(tally.drop().population().high()).isLessThanOrEqualTo(0.5);
      assertThat(tally.drop().populationBound()).isLessThanOrEqualTo(0.5);
    }
  }

  @Test
  void oneTrialTakesItsSpreadFromItsImages() {
    DesignTally tally = new DesignTally(1, 1, false);
    for (int image = 0; image < 400; image++) {
      tally.add(0, 0, 0, RIGHT, image % 4 == 0 ? WRONG : RIGHT, flips(1));
    }
    double error = Math.sqrt(0.25 * 0.75 / 399);
    assertThat(tally.drop().populationBound())
        .isCloseTo(0.25 + Student.quantile(0.95, 399) * error, within(1e-3));
    assertThat(tally.drop().theseImages()).isEqualTo(tally.drop().population());
  }

  @Test
  void oneImageSaysNothingOfOthers() {
    Estimate estimate = tally(false, 1, 1, 0, 1).accuracy();
    assertThat(estimate.population()).isEqualTo(SHARE);
    assertThat(width(estimate.theseImages())).isPositive();
  }

  @Test
  void harmMirrorsTheInterval() {
    CellByCell wrong = new CellByCell(3);
    CellByCell right = new CellByCell(3);
    SplittableRandom random = new SplittableRandom(1);
    for (int image = 0; image < 50; image++) {
      for (int trial = 0; trial < 3; trial++) {
        int value = random.nextInt(8) <= trial * 2 ? 1 : 0;
        wrong.add(trial, value);
        right.add(trial, 1 - value);
      }
      wrong.endImage();
      right.endImage();
    }
    Estimate up = new Estimator(wrong.sums(), true).estimate(Harm.RAISES, SHARE);
    Estimate down = new Estimator(right.sums(), true).estimate(Harm.LOWERS, SHARE);
    assertThat(down.population().low()).isCloseTo(1 - up.population().high(), within(1e-12));
    assertThat(down.population().high()).isCloseTo(1 - up.population().low(), within(1e-12));
    assertThat(down.populationBound()).isCloseTo(1 - up.populationBound(), within(1e-12));
  }

  @Test
  void whatNothingStruckIsNotMasked() {
    DesignTally tally = new DesignTally(2, 1, false);
    tally.add(0, 0, 0, RIGHT, RIGHT, flips(0));
    tally.add(1, 0, 0, RIGHT, RIGHT, flips(2));
    tally.add(0, 0, 0, RIGHT, RIGHT, flips(1));
    tally.add(1, 0, 0, RIGHT, WRONG, flips(1));
    assertThat(tally.struck()).isEqualTo(0.75);
    assertThat(tally.masked().mean()).isEqualTo(2.0 / 3);
    DesignTally untouched = new DesignTally(1, 1, false);
    untouched.add(0, 0, 0, RIGHT, RIGHT, flips(0));
    assertThat(untouched.struck()).isZero();
    assertThat(untouched.masked()).isNull();
  }

  @Test
  void faultsThatLastStrikeEveryImageOfTheirTrial() {
    DesignTally tally = new DesignTally(2, 1, true);
    PartTally part = new PartTally(2, 3, 1);
    part.addLasting(1, flips(3), true);
    for (int image = 0; image < 3; image++) {
      part.add(0, image, 0, 0, RIGHT, RIGHT, flips(0));
      part.add(1, image, 0, 0, RIGHT, WRONG, flips(0));
    }
    tally.add(0, part);
    assertThat(tally.struck()).isEqualTo(0.5);
    assertThat(tally.masked().mean()).isZero();
    assertThat(tally.trials().get(1).flips()).isEqualTo(3);
  }

  @Test
  void unlabelledImagesHaveSdcButNoAccuracy() {
    DesignTally tally = new DesignTally(1, 1, false);
    tally.add(0, -1, 0, RIGHT, WRONG, flips(1));
    tally.add(0, -1, 0, RIGHT, RIGHT, flips(1));
    assertThat(tally.accuracy()).isNull();
    assertThat(tally.drop()).isNull();
    assertThat(tally.classes().counts()).isEmpty();
    assertThat(tally.sdc1().mean()).isEqualTo(0.5);
    assertThat(tally.spread().most()).isEqualTo(0.5);
  }

  /** The share of masked ones among those struck, where only some cells are struck. */
  @Test
  void theIntervalOfARatioHoldsIt() {
    SplittableRandom random = new SplittableRandom(7);
    int campaigns = 2000;
    int held = 0;
    // Two kinds of images, as often: struck in a tenth and a half of the trials.
    double truth = (0.1 * 0.2 + 0.5 * 0.6) / 0.6;
    for (int i = 0; i < campaigns; i++) {
      CellByCell sums = new CellByCell(3);
      for (int image = 0; image < 400; image++) {
        boolean first = random.nextBoolean();
        for (int trial = 0; trial < 3; trial++) {
          if (random.nextDouble() < (first ? 0.1 : 0.5)) {
            sums.add(trial, random.nextDouble() < (first ? 0.2 : 0.6) ? 1 : 0);
          }
        }
        sums.endImage();
      }
      Interval interval =
          new Estimator(sums.sums(), false).estimate(Harm.LOWERS, SHARE).population();
      held += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }
    assertThat((double) held / campaigns).isBetween(0.935, 0.97);
  }
}
