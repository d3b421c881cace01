package io.faultmesh.protection;

import io.faultmesh.fault.Outcome;

/**
 * What a check says of a word that it has seen; whether that is true, the check cannot know.
 *
 * @see #outcome
 */
public enum Verdict {
  /** Nothing wrong was seen. */
  SOUND,
  /** Something was wrong; the word holds what the check takes for right. */
  CORRECTED,
  /** Something is wrong that the check cannot correct. */
  DETECTED;

  /**
   * The outcome for somebody who knows the right value.
   *
   * @param readRight whether the word's guarded bits were right as they were read
   * @param leftRight whether they are as the check left them
   */
  public Outcome outcome(boolean readRight, boolean leftRight) {
    return switch (this) {
      case SOUND -> leftRight ? Outcome.CLEAN : Outcome.MISSED;
      case CORRECTED -> leftRight ? Outcome.CORRECTED : Outcome.MISCORRECTED;
      case DETECTED -> readRight ? Outcome.FALSE_ALARM : Outcome.DETECTED;
    };
  }
}
