package io.faultmesh.network;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import java.util.List;

/**
 * A struck layer in integers. A sum is {@code bias + sum of input value * weight}, the input values
 * as they are stored, zero point included; padding holds the input's zero point.
 *
 * @param index number in graph order, from 0
 * @param input format of the input values
 * @param output format of the results
 * @param weights int8, {@code [N][K]}, K in the order (input channel, ky, kx)
 * @param weightScales real value of a weight's step, {@code [N]}
 * @param bias int32, {@code [N]}, at the scale of the sums; less the input's zero point times the
 *     filter's weights
 * @param truncations {@code t} per filter: the 8-bit result is about bits {@code t .. t+7} of the
 *     sum
 * @param tables of the nodes behind it, up to the next layer, in graph order
 * @param added values that additions behind it give, up to the next layer
 */
public record IntegerLayer(
    int index,
    Convolution node,
    Quantisation input,
    Quantisation output,
    byte[] weights,
    float[] weightScales,
    int[] bias,
    Requantiser requantiser,
    int[] truncations,
    List<LookupTable> tables,
    int added) {
  public IntegerLayer {
    tables = List.copyOf(tables);
  }

  /** A layer with nothing behind it. */
  public IntegerLayer(
      int index,
      Convolution node,
      Quantisation input,
      Quantisation output,
      byte[] weights,
      float[] weightScales,
      int[] bias,
      Requantiser requantiser,
      int[] truncations) {
    this(
        index,
        node,
        input,
        output,
        weights,
        weightScales,
        bias,
        requantiser,
        truncations,
        List.of(),
        0);
  }

  /** The same layer with other nodes behind it. */
  public IntegerLayer withBehind(List<LookupTable> ownTables, int ownAdded) {
    return with(index, node, bias, ownTables, ownAdded);
  }

  /** The same layer with other biases. */
  public IntegerLayer withBias(int[] own) {
    return with(index, node, own, tables, added);
  }

  /** The same arithmetic at another place of a graph. */
  public IntegerLayer at(int number, Convolution other) {
    return with(number, other, bias, tables, added);
  }

  private IntegerLayer with(
      int ownIndex, Convolution ownNode, int[] ownBias, List<LookupTable> ownTables, int ownAdded) {
    return new IntegerLayer(
        ownIndex,
        ownNode,
        input,
        output,
        weights,
        weightScales,
        ownBias,
        requantiser,
        truncations,
        ownTables,
        ownAdded);
  }

  /** What a zero point adds to every sum of a filter, wrapping like the sums themselves. */
  public static int zeroPointSum(Quantisation input, byte[] weights, int filter, int windowSize) {
    int sum = 0;
    for (int i = filter * windowSize; i < (filter + 1) * windowSize; i++) {
      sum += weights[i];
    }
    return sum * input.zeroPoint();
  }

  /** The bias of a filter as a file states it: for input values counted from zero. */
  public int biasFromZero(int filter) {
    return bias[filter] + zeroPointSum(input, weights, filter, node.windowSize());
  }

  boolean requantisesByShifts() {
    for (float multiplier : requantiser.multipliers()) {
      if (multiplier != Math.scalb(1f, Math.getExponent(multiplier))) {
        return false;
      }
    }
    return true;
  }
}
