package io.faultmesh.fault;

import java.util.List;

/** What a check made of one guarded word. */
public enum Outcome {
  /** Nothing was wrong, and nothing was flagged. */
  CLEAN("clean"),
  /** The word was changed, or another copy taken, and its guarded bits are right. */
  CORRECTED("corrected"),
  /** The word was changed, and its guarded bits are wrong. */
  MISCORRECTED("miscorrected"),
  /** The word was wrong and was flagged; a reaction follows. */
  DETECTED("detected"),
  /** Guarded bits are wrong, and nothing was flagged. */
  MISSED("missed"),
  /** The word was flagged although its data were right. */
  FALSE_ALARM("falseAlarms");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /** All but {@link #CLEAN}, which is not counted. */
  public static List<Outcome> counted() {
    return List.of(CORRECTED, MISCORRECTED, DETECTED, MISSED, FALSE_ALARM);
  }

  /** The name of its count in files. */
  public String label() {
    return label;
  }
}
