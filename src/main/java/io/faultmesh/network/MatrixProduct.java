package io.faultmesh.network;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import java.util.List;

/**
 * Products of matrices both of which are activations, {@code [batch, rows, depth]} and {@code
 * [batch, depth, columns]} in row-major order, whose prescribed formats are not those that the
 * array multiplies: see {@link Convolution#product} for these.
 */
public record MatrixProduct(
    String name,
    Tensor left,
    Tensor right,
    Tensor output,
    int batch,
    int rows,
    int depth,
    int columns)
    implements Node {
  @Override
  public List<Tensor> inputs() {
    return List.of(left, right);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new MatrixProduct(
        newName, newInputs.get(0), newInputs.get(1), newOutput, batch, rows, depth, columns);
  }

  /** Products per image. */
  public long macs() {
    return (long) batch * rows * depth * columns;
  }

  /** The rule of a sum of products of steps: one multiplier {@code (s_left * s_right) / s_out}. */
  public Requantiser rule(IntegerNetwork network) {
    Quantisation out = network.format(output);
    float multiplier = network.format(left).scale() * network.format(right).scale() / out.scale();
    return Requantiser.of(
        new float[] {multiplier}, out, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** The product of 8-bit values in row-major order. */
  public byte[] apply(IntegerNetwork network, byte[] leftValues, byte[] rightValues) {
    Quantisation leftFormat = network.format(left);
    Quantisation rightFormat = network.format(right);
    Requantiser rule = rule(network);
    byte[] product = new byte[batch * rows * columns];
    int[] row = new int[depth];
    int[] turned = new int[columns * depth];
    for (int b = 0; b < batch; b++) {
      for (int k = 0; k < depth; k++) {
        for (int n = 0; n < columns; n++) {
          turned[n * depth + k] = rightFormat.steps(rightValues[(b * depth + k) * columns + n]);
        }
      }
      for (int m = 0; m < rows; m++) {
        for (int k = 0; k < depth; k++) {
          row[k] = leftFormat.steps(leftValues[(b * rows + m) * depth + k]);
        }
        for (int n = 0; n < columns; n++) {
          int sum = 0;
          for (int k = 0, at = n * depth; k < depth; k++, at++) {
            sum += row[k] * turned[at];
          }
          product[(b * rows + m) * columns + n] = (byte) rule.apply(sum, 0);
        }
      }
    }
    return product;
  }
}
