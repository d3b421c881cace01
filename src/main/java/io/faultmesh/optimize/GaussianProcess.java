package io.faultmesh.optimize;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * A Gaussian process with noise, conditioned on values (Rasmussen and Williams, 2006, chapter 2).
 * Values are standardised; the signal's variance has its closed form, the mean of {@code y K^-1 y}.
 */
final class GaussianProcess {
  private final double[][] points;
  private final Kernel kernel;
  private final double mean;
  private final double spread;
  private final LinearSolverDense<DMatrixRMaj> solver;
  private final DMatrixRMaj weights;
  private final double variance;
  private final double logLikelihood;

  /** Conditions on points of the unit cube; equal values make a process without uncertainty. */
  GaussianProcess(double[][] points, double[] values, Kernel kernel) {
    int n = points.length;
    this.points = points;
    this.kernel = kernel;
    this.mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    this.spread = Math.sqrt(squares / n);
    DMatrixRMaj y = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      y.set(i, 0, spread > 0 ? (values[i] - mean) / spread : 0);
    }
    this.solver = LinearSolverFactory_DDRM.chol(n);
    if (!solver.setA(covariances())) {
      throw new IllegalStateException("covariances are not positive definite: " + kernel);
    }
    this.weights = new DMatrixRMaj(n, 1);
    solver.solve(y, weights);
    this.variance = CommonOps_DDRM.dot(y, weights) / n;
    this.logLikelihood = spread > 0 ? -0.5 * (n * StrictMath.log(variance) + logDeterminant(n)) : 0;
  }

  private DMatrixRMaj covariances() {
    int n = points.length;
    DMatrixRMaj matrix = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      matrix.set(i, i, 1 + kernel.noise());
      for (int j = 0; j < i; j++) {
        double covariance = kernel.covariance(points[i], points[j]);
        matrix.set(i, j, covariance);
        matrix.set(j, i, covariance);
      }
    }
    return matrix;
  }

  private double logDeterminant(int n) {
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = solver.getDecomposition();
    DMatrixRMaj triangle = cholesky.getT(null);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += 2 * StrictMath.log(triangle.get(i, i));
    }
    return sum;
  }

  /** Of the standardised values, without its constant. */
  double logLikelihood() {
    return logLikelihood;
  }

  /** The value that a point would give, noise included. */
  Normal predict(double[] at) {
    int n = points.length;
    DMatrixRMaj covariances = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      covariances.set(i, 0, kernel.covariance(at, points[i]));
    }
    DMatrixRMaj solved = new DMatrixRMaj(n, 1);
    solver.solve(covariances, solved);
    double centre = CommonOps_DDRM.dot(covariances, weights);
    double left = Math.max(0, 1 - CommonOps_DDRM.dot(covariances, solved)) + kernel.noise();
    return new Normal(mean + spread * centre, spread * Math.sqrt(variance * left));
  }
}
