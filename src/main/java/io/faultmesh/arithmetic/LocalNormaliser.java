package io.faultmesh.arithmetic;

/**
 * Local response normalisation of one value: {@code quantise((float) (x / (bias + alpha / size *
 * sum)^beta))} in double precision by StrictMath, where the squares of the window's steps are
 * summed as integers and the sum then scaled.
 *
 * @param scale of the input
 */
public record LocalNormaliser(
    double scale, int size, double alpha, double beta, double bias, Quantisation result) {

  /**
   * The 8 bits of a result.
   *
   * @param steps of the value from zero
   * @param squares sum of the squares of the window's steps
   */
  public byte apply(int steps, long squares) {
    double base = bias + alpha / size * (squares * scale * scale);
    return (byte) result.quantise((float) (steps * scale / StrictMath.pow(base, beta)));
  }
}
