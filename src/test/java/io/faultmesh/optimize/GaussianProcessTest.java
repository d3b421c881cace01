package io.faultmesh.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
  private static double[][] points(Random random, int count, int axes) {
    double[][] points = new double[count][axes];
    for (double[] point : points) {
      for (int axis = 0; axis < axes; axis++) {
        point[axis] = random.nextDouble();
      }
    }
    return points;
  }

  @Test
  void twoPointsGiveTheClosedForm() {
    Kernel kernel = new Kernel(new double[] {0.7}, 0.1);
    double[][] points = {{0.2}, {0.6}};
    GaussianProcess process = new GaussianProcess(points, new double[] {3, 7}, kernel);
    // Standardised values -1 and 1; K = [1.1 c; c 1.1].
    double c = kernel.covariance(points[0], points[1]);
    double variance = 1 / (1.1 - c);
    double a = kernel.covariance(new double[] {0.3}, points[0]);
    double b = kernel.covariance(new double[] {0.3}, points[1]);
    double explained = (1.1 * (a * a + b * b) - 2 * c * a * b) / (1.1 * 1.1 - c * c);
    Normal prediction = process.predict(new double[] {0.3});
    assertThat(prediction.mean()).isCloseTo(5 + 2 * (b - a) / (1.1 - c), within(1e-12));
    assertThat(prediction.deviation())
        .isCloseTo(2 * Math.sqrt(variance * (1 - explained + 0.1)), within(1e-12));
    double determinant = 1.1 * 1.1 - c * c;
    assertThat(process.logLikelihood())
        .isCloseTo(-0.5 * (2 * Math.log(variance) + Math.log(determinant)), within(1e-12));
  }

  @Test
  void withoutNoiseItPassesThroughItsPointsAndFarAwayItKnowsNothing() {
    Random random = new Random(1);
    double[][] points = points(random, 12, 2);
    double[] values = random.doubles(12).toArray();
    Kernel kernel = new Kernel(new double[] {0.3, 0.3}, 1e-7);
    GaussianProcess process = new GaussianProcess(points, values, kernel);
    for (int i = 0; i < values.length; i++) {
      assertThat(process.predict(points[i]).mean()).isCloseTo(values[i], within(1e-3));
    }
    double there = process.predict(points[0]).deviation();
    double far = process.predict(new double[] {50, 50}).deviation();
    assertThat(far).isGreaterThan(100 * there);
  }

  @Test
  void theFitFindsNoiseAndForgetsAnAxisThatDoesNotMatter() {
    Random random = new Random(2);
    double[][] points = points(random, 60, 2);
    double[] values = new double[points.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(4 * points[i][0]) + 0.1 * random.nextGaussian();
    }
    GaussianProcess process = ModelFit.fit(points, values, new SplittableRandom(1));
    for (double x = 0.1; x < 1; x += 0.1) {
      Normal low = process.predict(new double[] {x, 0.1});
      Normal high = process.predict(new double[] {x, 0.9});
      assertThat(low.mean()).isCloseTo(Math.sin(4 * x), within(0.15));
      assertThat(low.mean()).isCloseTo(high.mean(), within(0.1));
      assertThat(low.deviation()).isBetween(0.05, 0.2);
    }
  }

  @Test
  void equalValuesAreCertain() {
    double[][] points = points(new Random(3), 5, 2);
    double[] values = {4, 4, 4, 4, 4};
    GaussianProcess process = ModelFit.fit(points, values, new SplittableRandom(1));
    assertThat(process.predict(new double[] {0, 0})).isEqualTo(new Normal(4, 0));
    assertThat(new Normal(4, 0).probabilityBelow(4.5)).isEqualTo(1);
    assertThat(new Normal(4, 0).probabilityBelow(4)).isZero();
    assertThat(new Normal(4, 0).expectedImprovement(4.5)).isEqualTo(0.5);
  }

  @Test
  void expectedImprovementIsTheIntegral() {
    for (double best = -3; best <= 5; best += 0.5) {
      Normal value = new Normal(1, 0.8);
      double sum = 0;
      double step = 1e-3;
      for (double z = -8; z < 8; z += step) {
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        sum += Math.max(0, best - (1 + 0.8 * z)) * density * step;
      }
      assertThat(value.expectedImprovement(best)).isCloseTo(sum, within(1e-5));
    }
  }
}
