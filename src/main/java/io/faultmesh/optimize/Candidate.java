package io.faultmesh.optimize;

import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Goal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An evaluated point. */
record Candidate(int number, DesignSettings design, Evaluation evaluation, boolean feasible) {
  String line() {
    return PointTable.line(number, design, evaluation, feasible);
  }

  private double figure(Goal goal) {
    return evaluation.figure(goal);
  }

  /** Those that meet every limit, the best first. */
  static List<Candidate> feasible(List<Candidate> all, Goal minimise) {
    return all.stream()
        .filter(Candidate::feasible)
        .sorted(
            Comparator.comparingDouble((Candidate c) -> c.figure(minimise))
                .thenComparingInt(Candidate::number))
        .toList();
  }

  /**
   * Those that no other undercuts in one of two goals without being worse in the other, the least
   * in the first goal first; only those of which both were measured.
   */
  static List<Candidate> front(List<Candidate> all, List<Goal> goals) {
    Goal first = goals.get(0);
    Goal second = goals.get(1);
    Comparator<Candidate> order =
        Comparator.comparingDouble((Candidate c) -> c.figure(first))
            .thenComparingDouble(c -> c.figure(second))
            .thenComparingInt(Candidate::number);
    List<Candidate> front = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    for (Candidate candidate : all.stream().sorted(order).toList()) {
      // NaN is below nothing.
      if (!Double.isNaN(candidate.figure(first)) && candidate.figure(second) < least) {
        least = candidate.figure(second);
        front.add(candidate);
      }
    }
    return front;
  }
}
