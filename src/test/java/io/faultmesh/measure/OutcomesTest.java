package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.FaultSite;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What becomes of logits, and what is counted of them. */
class OutcomesTest {
  private static final byte[] GOLDEN = {9, 8, 7, 6, 5, 4, 3};
  private static final FlipTally NOTHING = new FlipTally(1);

  private static FlipTally flip() {
    FlipTally tally = new FlipTally(1);
    tally.count(FaultSite.ACTIVATION, 0, 0, 0, 1);
    tally.checked(new Cells(FaultSite.ACTIVATION, "tmr"), 0, 0, Outcome.CORRECTED);
    return tally;
  }

  @Test
  void aStoppedImageIsNeitherCorrectNorSilentlyWrong() {
    FlipTally stopped = flip();
    stopped.stopped();
    DesignTally tally = new DesignTally(1, 1, false);
    byte[] wrong = {0, 9, 0, 0, 0, 0, 0};
    tally.add(0, 0, 0, GOLDEN, GOLDEN, flip());
    tally.add(0, 0, 0, GOLDEN, GOLDEN, stopped);
    tally.add(0, 0, 0, GOLDEN, wrong, stopped);
    tally.add(0, 0, 0, GOLDEN, wrong, flip());
    TrialTally trial = tally.trials().get(0);
    assertThat(trial.answered()).isEqualTo(2);
    assertThat(trial.correct()).isEqualTo(1);
    assertThat(trial.correctToWrong()).isEqualTo(3);
    assertThat(trial.sdc1()).isEqualTo(1);
    assertThat(trial.masked()).isEqualTo(1);
    assertThat(tally.answered()).isEqualTo(0.5);
    assertThat(tally.accuracyOfAnswered()).isEqualTo(0.5);
  }

  @Test
  void aLastingFaultThatStopsLeavesNoImageOfItsTrialAnAnswer() {
    FlipTally lasting = flip();
    lasting.stopped();
    DesignTally tally = new DesignTally(2, 1, true);
    PartTally part = new PartTally(2, 1, 1);
    part.addLasting(1, lasting, true);
    part.add(0, 0, 0, 0, GOLDEN, GOLDEN, NOTHING);
    part.add(1, 0, 0, 0, GOLDEN, GOLDEN, NOTHING);
    tally.add(0, part);
    assertThat(tally.trials().get(0).answered()).isEqualTo(1);
    assertThat(tally.trials().get(1).answered()).isZero();
    assertThat(tally.accuracyOfAnswered()).isEqualTo(1);
  }

  @Test
  void theLowestIndexWinsAmongEquals() {
    assertThat(Ranking.top1(new byte[] {3, 7, 7, -128})).isEqualTo(1);
    assertThat(Ranking.top1(new byte[] {-3, -7, -2})).isEqualTo(2);
    assertThat(Ranking.top1(new float[] {1, 2, 2})).isEqualTo(1);
    assertThat(Ranking.isAmongTop(new byte[] {5, 5, 5}, 1, 2)).isTrue();
    assertThat(Ranking.isAmongTop(new byte[] {5, 5, 5}, 2, 2)).isFalse();
    assertThat(Ranking.isAmongTop(GOLDEN, 4, 5)).isTrue();
    assertThat(Ranking.isAmongTop(GOLDEN, 5, 5)).isFalse();
  }

  @Test
  void theMarginIsTheWayToTheNext() {
    assertThat(Ranking.margin(new byte[] {127, -128, 3})).isEqualTo(124);
    assertThat(Ranking.margin(new byte[] {4, 4})).isZero();
    assertThat(Ranking.margin(new byte[] {4})).isZero();
  }

  @Test
  void anAnswerAmongTheFirstFiveIsNoSdc5() {
    byte[] fifth = GOLDEN.clone();
    fifth[4] = 100;
    byte[] sixth = GOLDEN.clone();
    sixth[5] = 100;
    ImageOutcome near = ImageOutcome.of(0, 0, GOLDEN, fifth, true);
    assertThat(near).isEqualTo(new ImageOutcome(false, true, true, false, true, false, true));
    ImageOutcome far = ImageOutcome.of(0, 0, GOLDEN, sixth, true);
    assertThat(far.sdc5()).isTrue();
    assertThat(far.drop()).isEqualTo(1);
  }

  @Test
  void maskedAreThoseThatWereStruckAndKeptAllLogits() {
    byte[] other = GOLDEN.clone();
    other[6]++;
    assertThat(ImageOutcome.of(0, 0, GOLDEN, GOLDEN, true).masked()).isTrue();
    assertThat(ImageOutcome.of(0, 0, GOLDEN, GOLDEN, false).masked()).isFalse();
    ImageOutcome changed = ImageOutcome.of(0, 0, GOLDEN, other, true);
    assertThat(changed.masked()).isFalse();
    assertThat(changed.sdc1()).isFalse();
    assertThat(changed.drop()).isZero();
  }

  @Test
  void anImageWithoutLabelIsNeverCorrect() {
    ImageOutcome outcome = ImageOutcome.of(-1, 0, GOLDEN, GOLDEN, false);
    assertThat(outcome.correct()).isFalse();
    assertThat(outcome.goldenCorrect()).isFalse();
  }

  /** Image 0 is mended by a flip in trial 1, image 1 is spoilt there, trial 0 has no flips. */
  private static DesignTally tally() {
    byte[] right = {0, 1};
    byte[] wrong = {1, 0};
    DesignTally tally = new DesignTally(2, 1, false);
    tally.add(0, 1, 0, wrong, wrong, NOTHING);
    tally.add(1, 1, 0, wrong, right, flip());
    tally.add(0, 1, 1, right, right, NOTHING);
    tally.add(1, 1, 1, right, wrong, flip());
    tally.add(0, 0, 0, wrong, wrong, NOTHING);
    tally.add(1, 0, 0, wrong, wrong, flip());
    return tally;
  }

  @Test
  void trialsCountTheirImagesInOrder() {
    TrialTally struck = tally().trials().get(1);
    assertThat(struck.images()).isEqualTo(3);
    assertThat(struck.correct()).isEqualTo(2);
    assertThat(struck.correctToWrong()).isEqualTo(1);
    assertThat(struck.wrongToCorrect()).isEqualTo(1);
    assertThat(struck.sdc1()).isEqualTo(2);
    assertThat(struck.sdc5()).isZero();
    assertThat(struck.struck()).isEqualTo(3);
    assertThat(struck.masked()).isEqualTo(1);
    assertThat(struck.flips()).isEqualTo(3);
    assertThat(struck.words(Outcome.CORRECTED)).isEqualTo(3);
    assertThat(struck.words(Outcome.MISSED)).isZero();
    CRC32 crc = new CRC32();
    crc.update(new byte[] {0, 1, 1, 0, 1, 0});
    assertThat(struck.crc()).isEqualTo(crc.getValue());
    assertThat(tally().trials().get(0).struck()).isZero();
  }

  @Test
  void aDesignHasTheMeansOfItsTrials() {
    DesignTally tally = tally();
    assertThat(tally.accuracy().mean()).isCloseTo(4.0 / 6, within(1e-12));
    assertThat(tally.drop().mean()).isCloseTo(0, within(1e-12));
    assertThat(tally.sdc1().mean()).isCloseTo(2.0 / 6, within(1e-12));
    assertThat(tally.struck()).isCloseTo(0.5, within(1e-12));
    assertThat(tally.masked().mean()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(tally.flips().total()).isEqualTo(3);
    assertThat(tally.classes().counts())
        .containsEntry(0, new ClassTally.Counts(2, 2, 2))
        .containsEntry(1, new ClassTally.Counts(4, 2, 2));
  }

  @Test
  void whatLastsForATrialStrikesAllItsImages() {
    DesignTally tally = new DesignTally(1, 1, true);
    PartTally part = new PartTally(1, 2, 1);
    part.addLasting(0, flip(), true);
    part.add(0, 0, 0, 0, GOLDEN, GOLDEN, NOTHING);
    part.add(0, 1, 0, 0, GOLDEN, GOLDEN, NOTHING);
    tally.add(0, part);
    assertThat(tally.struck()).isEqualTo(1);
    assertThat(tally.masked().mean()).isEqualTo(1);
    assertThat(tally.trials().get(0).flips()).isEqualTo(1);
  }

  @Test
  void withoutLabelsThereIsNoAccuracy() {
    DesignTally tally = new DesignTally(1, 1, false);
    tally.add(0, -1, 0, GOLDEN, GOLDEN, NOTHING);
    assertThat(tally.accuracy()).isNull();
    assertThat(tally.drop()).isNull();
    assertThat(tally.masked()).isNull();
    assertThat(tally.classes().counts()).isEmpty();
  }

  @Test
  void aPairedDifferenceIsAsNarrowAsItsPairsAgree() {
    PairedDifference alike = new PairedDifference(2, false);
    PairedDifference mixed = new PairedDifference(2, false);
    for (int image = 0; image < 100; image++) {
      byte one = (byte) (image % 10 == 0 ? 1 : 0);
      alike.add(new byte[] {one, one});
      byte other = (byte) (image % 2 == 0 ? 1 : -1);
      mixed.add(new byte[] {other, other});
    }
    assertThat(alike.estimate().mean()).isCloseTo(0.1, within(1e-12));
    assertThat(mixed.estimate().mean()).isZero();
    double narrow = width(alike.estimate().population());
    assertThat(width(mixed.estimate().population())).isGreaterThan(2 * narrow);
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  @Test
  void halfWidthsAreStudents() {
    // t(0.975, 3) = 3.182446; the differences' standard deviation is sqrt(20 / 3).
    assertThat(PairedDifference.halfWidth(new double[] {1, 3, 5, 7}))
        .isCloseTo(3.182446 * Math.sqrt(20.0 / 3 / 4), within(1e-5));
    assertThat(Student.quantile(0.975, 10)).isCloseTo(2.228139, within(1e-6));
    assertThat(Student.quantile(0.975, 5000)).isCloseTo(1.959964, within(1e-6));
  }
}
