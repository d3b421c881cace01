package io.faultmesh.optimize;

import io.faultmesh.scenario.DesignSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An evaluated point. */
record Candidate(int number, DesignSettings design, Evaluation evaluation, boolean feasible) {
  private static final Comparator<Candidate> BY_AREA =
      Comparator.comparingDouble((Candidate c) -> c.evaluation().areaOverhead())
          .thenComparingInt(Candidate::number);

  String line() {
    return PointTable.line(number, design, evaluation, feasible);
  }

  /** Those that meet every limit, the smallest first. */
  static List<Candidate> feasible(List<Candidate> all) {
    return all.stream().filter(Candidate::feasible).sorted(BY_AREA).toList();
  }

  /**
   * Those whose area no other undercuts without losing more accuracy, the smallest first; only
   * those that were run on images.
   */
  static List<Candidate> front(List<Candidate> all) {
    List<Candidate> front = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    for (Candidate candidate : all.stream().sorted(BY_AREA).toList()) {
      if (candidate.evaluation().drop() != null && candidate.evaluation().drop().mean() < least) {
        least = candidate.evaluation().drop().mean();
        front.add(candidate);
      }
    }
    return front;
  }
}
