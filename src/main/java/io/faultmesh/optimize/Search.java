package io.faultmesh.optimize;

import java.util.List;

/** Chooses the next point. */
interface Search {
  /**
   * A point that is not among the samples; depends on seed and samples only.
   *
   * @param samples in the order in which they were proposed, fewer than the space has points
   */
  int[] propose(Space space, List<Sample> samples, long seed);
}
