package io.faultmesh.optimize;

import java.util.List;
import java.util.Optional;

/** Chooses the next point. */
interface Search {
  /**
   * A point that is not among the samples, or nothing if it finds no more; depends on seed and
   * samples only.
   *
   * @param samples in the order in which they were proposed
   */
  Optional<int[]> propose(Space space, List<Sample> samples, long seed);
}
