package io.faultmesh.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * When a run that makes trials until its intervals are narrow looks at them: after 5, 10, 20, 40
 * ... trials, and after the last one. The numbers are fixed before, and each look takes the same
 * part of what is not confident (Bonferroni), so the interval at which the run ends holds with the
 * confidence asked for, whichever look that is.
 *
 * @param trials after how many each look is, ascending
 */
public record Looks(List<Integer> trials) {
  /** Trials before the first look. */
  public static final int FIRST = 5;

  public Looks {
    trials = List.copyOf(trials);
  }

  /** The looks of a run of at most some trials. */
  public static Looks upTo(int maxTrials) {
    List<Integer> trials = new ArrayList<>();
    for (long next = FIRST; next < maxTrials; next *= 2) {
      trials.add((int) next);
    }
    trials.add(maxTrials);
    return new Looks(trials);
  }

  /**
   * The confidence of each look's intervals.
   *
   * @param all of all looks together
   */
  public double confidence(double all) {
    return 1 - (1 - all) / trials.size();
  }
}
