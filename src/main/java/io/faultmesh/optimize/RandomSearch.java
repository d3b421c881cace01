package io.faultmesh.optimize;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Uniformly among the points that are left. */
final class RandomSearch implements Search {
  @Override
  public int[] propose(Space space, List<Sample> samples, long seed) {
    SplittableRandom random = Seeds.of(seed, samples.size());
    int[] point = space.random(random);
    while (contains(samples, point)) {
      point = space.random(random);
    }
    return point;
  }

  static boolean contains(List<Sample> samples, int[] point) {
    return samples.stream().anyMatch(sample -> Arrays.equals(sample.point(), point));
  }
}
