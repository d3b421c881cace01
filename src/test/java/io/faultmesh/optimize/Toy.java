package io.faultmesh.optimize;

import java.util.ArrayList;
import java.util.List;

/**
 * A problem of the optimiser's kind, with a known optimum: protection costs area, its lack costs
 * accuracy, and accuracy is measured with noise.
 */
final class Toy {
  static final Space SPACE = new Space(41, 9, 4, 3);
  private static final double LIMIT = 0.05;
  private static final double NOISE = 0.002;

  private Toy() {}

  static double area(int[] point) {
    double[] x = SPACE.coordinates(point);
    return 0.5 * x[0] + 0.2 * x[1] * x[1] + 0.15 * x[2] + 0.05 * Math.abs(x[3] - 0.5);
  }

  static double loss(int[] point) {
    double[] x = SPACE.coordinates(point);
    return 0.35 * (1 - 0.95 * Math.sqrt(x[0])) * (1 - 0.5 * x[1]) * (1 - 0.6 * x[2])
        + 0.02 * x[3] * x[3];
  }

  /** Repeatable noise, as common random numbers have it. */
  static Sample measure(int[] point) {
    long place = 0;
    for (int axis = 0; axis < SPACE.axes(); axis++) {
      place = place * SPACE.levels()[axis] + point[axis];
    }
    double noise = NOISE * Seeds.gaussian(Seeds.of(7, place));
    return new Sample(point, area(point), new double[] {loss(point) + noise - LIMIT});
  }

  /** By trying every point. */
  static double optimum() {
    double best = Double.MAX_VALUE;
    int[] levels = SPACE.levels();
    for (int a = 0; a < levels[0]; a++) {
      for (int b = 0; b < levels[1]; b++) {
        for (int c = 0; c < levels[2]; c++) {
          for (int d = 0; d < levels[3]; d++) {
            Sample sample = measure(new int[] {a, b, c, d});
            best = sample.isFeasible() ? Math.min(best, sample.objective()) : best;
          }
        }
      }
    }
    return best;
  }

  static List<Sample> run(Search search, long seed, int budget) {
    List<Sample> samples = new ArrayList<>();
    while (samples.size() < budget) {
      samples.add(measure(search.propose(SPACE, samples, seed).orElseThrow()));
    }
    return samples;
  }
}
