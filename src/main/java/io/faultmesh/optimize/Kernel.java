package io.faultmesh.optimize;

import java.util.Arrays;

/**
 * Matern 5/2 covariance with a length scale per axis, of unit variance, and a noise variance
 * relative to it. {@code StrictMath} gives the same points on every processor.
 */
record Kernel(double[] lengthScales, double noise) {
  private static final double ROOT_5 = Math.sqrt(5);

  /** From logarithms: one length scale per axis, then the noise. */
  static Kernel ofLogarithms(double[] logarithms) {
    double[] values = Arrays.stream(logarithms).map(StrictMath::exp).toArray();
    int axes = values.length - 1;
    return new Kernel(Arrays.copyOf(values, axes), values[axes]);
  }

  double covariance(double[] a, double[] b) {
    double square = 0;
    for (int axis = 0; axis < lengthScales.length; axis++) {
      double distance = (a[axis] - b[axis]) / lengthScales[axis];
      square += distance * distance;
    }
    double scaled = ROOT_5 * Math.sqrt(square);
    return (1 + scaled + scaled * scaled / 3) * StrictMath.exp(-scaled);
  }
}
