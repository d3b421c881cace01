package io.faultmesh.campaign.single;

import com.fasterxml.jackson.annotation.JsonValue;
import io.faultmesh.fast.single.SingleRuns.Answer;
import io.faultmesh.fault.Outcome;
import io.faultmesh.measure.ImageOutcome;
import io.faultmesh.measure.Ranking;
import java.util.Arrays;

/** What a fault may do; an inference has any of them. */
enum SingleOutcome {
  /** The struck layer gives other results than without the fault. */
  TOOK_EFFECT("tookEffect"),
  /** All logits are those without the fault. */
  MASKED("masked"),
  CORRECTED("corrected"),
  MISCORRECTED("miscorrected"),
  DETECTED("detected"),
  /** The answer is another one. */
  SDC_1("sdc1"),
  /** The answer is none of the first five without the fault. */
  SDC_5("sdc5");

  private final String label;

  SingleOutcome(String label) {
    this.label = label;
  }

  /** The name of its column. */
  @JsonValue
  String label() {
    return label;
  }

  /** All that one inference had, as a mask. */
  static byte of(Answer answer) {
    int mask = 0;
    mask |= answer.tookEffect() ? TOOK_EFFECT.mask() : 0;
    mask |= answer.checks().words(Outcome.CORRECTED) > 0 ? CORRECTED.mask() : 0;
    mask |= answer.checks().words(Outcome.MISCORRECTED) > 0 ? MISCORRECTED.mask() : 0;
    mask |= answer.checks().words(Outcome.DETECTED) > 0 ? DETECTED.mask() : 0;
    return (byte) (mask | ofLogits(answer));
  }

  private static int ofLogits(Answer answer) {
    if (Arrays.equals(answer.golden(), answer.logits())) {
      return MASKED.mask();
    }
    ImageOutcome image =
        ImageOutcome.of(-1, Ranking.top1(answer.golden()), answer.golden(), answer.logits(), true);
    return (image.sdc1() ? SDC_1.mask() : 0) | (image.sdc5() ? SDC_5.mask() : 0);
  }

  /** Whether the answer is another one, and no check said anything. */
  static boolean isUndetected(byte mask) {
    return SDC_1.isIn(mask) && !DETECTED.isIn(mask);
  }

  /** Whether a check corrected or flagged a word. */
  static boolean isTold(byte mask) {
    return CORRECTED.isIn(mask) || MISCORRECTED.isIn(mask) || DETECTED.isIn(mask);
  }

  boolean isIn(byte mask) {
    return (mask & mask()) != 0;
  }

  @SuppressWarnings("EnumOrdinal") // A mask lives no longer than the program.
  private int mask() {
    return 1 << ordinal();
  }
}
