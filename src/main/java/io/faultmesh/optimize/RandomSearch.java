package io.faultmesh.optimize;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Uniformly among the points that are left. */
final class RandomSearch implements Search {
  /** After so many known points in a row, hardly any other is left. */
  private static final int PATIENCE = 10_000;

  @Override
  public Optional<int[]> propose(Space space, List<Sample> samples, long seed) {
    SplittableRandom random = Seeds.of(seed, samples.size());
    return Stream.generate(() -> space.random(random))
        .limit(PATIENCE)
        .filter(point -> !contains(samples, point))
        .findFirst();
  }

  static boolean contains(List<Sample> samples, int[] point) {
    return samples.stream().anyMatch(sample -> Arrays.equals(sample.point(), point));
  }
}
