package io.faultmesh.optimize;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A grid of points. A point is one level per axis; models see it in the unit cube.
 *
 * @param levels per axis, at least one
 * @param canonical of points that mean the same, the one that stands for all
 */
record Space(int[] levels, UnaryOperator<int[]> canonical) {
  /** A grid of points that all mean something else. */
  Space(int... levels) {
    this(levels, UnaryOperator.identity());
  }

  Space {
    for (int count : levels) {
      if (count < 1) {
        throw new IllegalArgumentException("levels must be positive: " + Arrays.toString(levels));
      }
    }
  }

  int axes() {
    return levels.length;
  }

  /** Coordinates in [0, 1]; an axis of one level stands at 0. */
  double[] coordinates(int[] point) {
    double[] coordinates = new double[axes()];
    for (int axis = 0; axis < coordinates.length; axis++) {
      coordinates[axis] = levels[axis] == 1 ? 0 : (double) point[axis] / (levels[axis] - 1);
    }
    return coordinates;
  }

  int[] random(SplittableRandom random) {
    return canonical.apply(Arrays.stream(levels).map(random::nextInt).toArray());
  }

  /** A point near another: about two axes move, mostly by a step or a few. */
  int[] near(int[] point, SplittableRandom random) {
    int[] moved = point.clone();
    for (int axis = 0; axis < moved.length; axis++) {
      if (random.nextInt(axes()) < 2) {
        double reach = Math.max(1, levels[axis] / 10.0);
        int step = (int) Math.rint(Seeds.gaussian(random) * reach);
        moved[axis] = Math.max(0, Math.min(levels[axis] - 1, point[axis] + step));
      }
    }
    return canonical.apply(moved);
  }

  /**
   * Latin hypercube: on every axis the points fall into equal strata, one each.
   *
   * @return {@code count} points
   */
  int[][] spread(int count, SplittableRandom random) {
    int[][] points = new int[count][axes()];
    for (int axis = 0; axis < axes(); axis++) {
      int[] strata = new int[count];
      for (int i = 0; i < count; i++) {
        int other = random.nextInt(i + 1);
        strata[i] = strata[other];
        strata[other] = i;
      }
      for (int i = 0; i < count; i++) {
        double place = (strata[i] + random.nextDouble()) / count;
        points[i][axis] = Math.min(levels[axis] - 1, (int) (place * levels[axis]));
      }
    }
    return Arrays.stream(points).map(canonical).toArray(int[][]::new);
  }
}
