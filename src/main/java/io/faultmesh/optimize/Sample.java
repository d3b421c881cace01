package io.faultmesh.optimize;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A point with what it gave.
 *
 * @param objective to be small; NaN if not measured
 * @param excess per constraint, value minus limit: below zero where it holds; NaN if not measured
 */
record Sample(int[] point, double objective, double[] excess) {
  boolean isFeasible() {
    for (double one : excess) {
      // Also false for what was not measured.
      if (!(one < 0)) {
        return false;
      }
    }
    return true;
  }

  /** The feasible one with the least objective, among equals the first. */
  static Optional<Sample> best(List<Sample> samples) {
    return samples.stream()
        .filter(Sample::isFeasible)
        .min(Comparator.comparingDouble(Sample::objective));
  }
}
