package io.faultmesh.measure;

import java.util.SortedMap;
import java.util.TreeMap;

/** Correct answers by the right class, over images and trials. */
public final class ClassTally {
  private final SortedMap<Integer, Counts> classes = new TreeMap<>();

  /**
   * Counts of one class.
   *
   * @param inferences images of the class, in each trial
   * @param goldenCorrect those that the scenario's quantisation has right without faults
   */
  public record Counts(long inferences, long goldenCorrect, long correct) {
    private Counts plus(Counts other) {
      return new Counts(
          inferences + other.inferences,
          goldenCorrect + other.goldenCorrect,
          correct + other.correct);
    }
  }

  void add(int label, ImageOutcome outcome) {
    Counts one = new Counts(1, outcome.goldenCorrect() ? 1 : 0, outcome.correct() ? 1 : 0);
    classes.merge(label, one, Counts::plus);
  }

  /** Adds counts of a class. */
  public void add(int label, Counts counts) {
    classes.merge(label, counts, Counts::plus);
  }

  /** By class, ascending; only classes that an image has. */
  public SortedMap<Integer, Counts> counts() {
    return classes;
  }
}
