package io.faultmesh.optimize;

import java.util.SplittableRandom;

/**
 * Finds the kernel under which values are most likely: seeded draws, then steps along one parameter
 * at a time that halve when none helps. Wide normal priors on the logarithms keep a few points from
 * explaining everything (ours: length scale 0.5, noise a hundredth of the signal).
 */
final class ModelFit {
  private static final int DRAWS = 24;
  private static final double FIRST_STEP = 0.8;
  private static final double LAST_STEP = 0.1;
  private static final double LENGTH_CENTRE = StrictMath.log(0.5);
  private static final double LENGTH_WIDTH = 1.0;
  private static final double NOISE_CENTRE = StrictMath.log(1e-2);
  private static final double NOISE_WIDTH = 2.0;

  /** Below, the matrix of covariances may be singular in double precision. */
  private static final double NOISE_FLOOR = StrictMath.log(1e-7);

  private final double[][] points;
  private final double[] values;
  private GaussianProcess best;
  private double[] bestLogarithms;
  private double bestScore = Double.NEGATIVE_INFINITY;

  private ModelFit(double[][] points, double[] values) {
    this.points = points;
    this.values = values;
  }

  static GaussianProcess fit(double[][] points, double[] values, SplittableRandom random) {
    ModelFit fit = new ModelFit(points, values);
    int count = points[0].length + 1;
    for (int draw = 0; draw <= DRAWS; draw++) {
      double[] logarithms = new double[count];
      for (int i = 0; i < count; i++) {
        // The first is the prior's centre.
        logarithms[i] =
            centre(i, count) + (draw == 0 ? 0 : width(i, count) * Seeds.gaussian(random));
      }
      fit.consider(logarithms);
    }
    for (double step = FIRST_STEP; step > LAST_STEP; ) {
      step = fit.stepAlong(step) ? step : step / 2;
    }
    return fit.best;
  }

  private static double centre(int parameter, int count) {
    return parameter < count - 1 ? LENGTH_CENTRE : NOISE_CENTRE;
  }

  private static double width(int parameter, int count) {
    return parameter < count - 1 ? LENGTH_WIDTH : NOISE_WIDTH;
  }

  private boolean stepAlong(double step) {
    boolean improved = false;
    for (int parameter = 0; parameter < bestLogarithms.length; parameter++) {
      for (double direction : new double[] {step, -step}) {
        double[] next = bestLogarithms.clone();
        next[parameter] += direction;
        if (consider(next)) {
          improved = true;
          break;
        }
      }
    }
    return improved;
  }

  private boolean consider(double[] logarithms) {
    int count = logarithms.length;
    logarithms[count - 1] = Math.max(NOISE_FLOOR, logarithms[count - 1]);
    GaussianProcess model = new GaussianProcess(points, values, Kernel.ofLogarithms(logarithms));
    double score = model.logLikelihood();
    for (int i = 0; i < count; i++) {
      double z = (logarithms[i] - centre(i, count)) / width(i, count);
      score -= 0.5 * z * z;
    }
    if (score > bestScore) {
      best = model;
      bestLogarithms = logarithms;
      bestScore = score;
      return true;
    }
    return false;
  }
}
