package io.faultmesh.optimize;

import org.apache.commons.math3.special.Erf;

/** A normal distribution; without deviation, a certain value. */
record Normal(double mean, double deviation) {
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

  double probabilityBelow(double limit) {
    if (deviation == 0) {
      return mean < limit ? 1 : 0;
    }
    return 0.5 * Erf.erfc((mean - limit) / deviation / ROOT_2);
  }

  /** The mean of {@code max(0, best - value)}: Jones, Schonlau and Welch, 1998, equation 15. */
  double expectedImprovement(double best) {
    if (deviation == 0) {
      return Math.max(0, best - mean);
    }
    double z = (best - mean) / deviation;
    double density = StrictMath.exp(-0.5 * z * z) / ROOT_2_PI;
    return Math.max(0, deviation * (z * 0.5 * Erf.erfc(-z / ROOT_2) + density));
  }
}
