package io.faultmesh.measure;

import java.util.Arrays;

/**
 * What faults did to one image in one trial.
 *
 * @param correct whether the answer is the label
 * @param goldenCorrect the same of the scenario's quantisation without faults, against which drops
 *     are counted
 * @param sdc1 whether the answer differs from that of the design without faults
 * @param sdc5 whether the answer is none of the design's first five without faults
 * @param struck whether a bit of this image flipped, or one that lasts for the trial; a flip that a
 *     vote removes counts
 * @param masked whether it was struck and all logits are those of the design without faults
 * @param answered whether no check has stopped it; else it is neither correct, nor masked, nor
 *     silent
 */
public record ImageOutcome(
    boolean correct,
    boolean goldenCorrect,
    boolean sdc1,
    boolean sdc5,
    boolean struck,
    boolean masked,
    boolean answered) {

  private static final int TOP = 5;

  /** Compares the logits of an image that is answered. */
  public static ImageOutcome of(
      int label, int goldenTop1, byte[] ownGolden, byte[] logits, boolean struck) {
    return of(label, goldenTop1, ownGolden, logits, struck, true);
  }

  /**
   * Compares logits.
   *
   * @param label negative for an image without one, whose answer is never correct
   * @param goldenTop1 of the scenario's quantisation without faults
   * @param ownGolden logits of the design's own quantisation without faults
   */
  static ImageOutcome of(
      int label,
      int goldenTop1,
      byte[] ownGolden,
      byte[] logits,
      boolean struck,
      boolean answered) {
    int top1 = Ranking.top1(logits);
    return new ImageOutcome(
        answered && top1 == label,
        goldenTop1 == label,
        answered && top1 != Ranking.top1(ownGolden),
        answered && !Ranking.isAmongTop(ownGolden, top1, TOP),
        struck,
        answered && struck && Arrays.equals(ownGolden, logits),
        answered);
  }

  /** 1 from correct to wrong, -1 the other way, else 0. */
  int drop() {
    return (goldenCorrect ? 1 : 0) - (correct ? 1 : 0);
  }
}
