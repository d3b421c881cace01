package io.faultmesh.measure;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Student's t distribution. */
final class Student {
  /** With more degrees of freedom it is the normal distribution, to one part in a thousand. */
  private static final double MANY = 1000;

  private Student() {}

  static double quantile(double probability, double degreesOfFreedom) {
    return degreesOfFreedom > MANY
        ? new NormalDistribution().inverseCumulativeProbability(probability)
        : new TDistribution(degreesOfFreedom).inverseCumulativeProbability(probability);
  }
}
