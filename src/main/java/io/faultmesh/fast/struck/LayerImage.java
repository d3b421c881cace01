package io.faultmesh.fast.struck;

import io.faultmesh.fast.kernel.InputWindow;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.struck.UnitSums;
import java.nio.ByteBuffer;
import java.util.function.LongToIntFunction;

/** One image at one layer, value by value: what a single product multiplies. */
public final class LayerImage {
  private final IntegerLayer layer;
  private final StruckParameters parameters;
  private final InputWindow window;
  private final ByteBuffer input;
  private final int inputOffset;

  /** Of one window; made when the first sum is asked for. */
  private int[] values;

  /** Group and pixel of the window in {@link #values}. */
  private long gathered = -1;

  /**
   * An image at a layer.
   *
   * @param input values as the cache holds them, in the fast engine's layout
   */
  public LayerImage(
      IntegerLayer layer, StruckParameters parameters, ByteBuffer input, int inputOffset) {
    this.layer = layer;
    this.parameters = parameters;
    this.window = new InputWindow(layer);
    this.input = input;
    this.inputOffset = inputOffset;
  }

  /** The same image with other parameters. */
  LayerImage with(StruckParameters other) {
    return new LayerImage(layer, other, input, inputOffset);
  }

  public IntegerLayer layer() {
    return layer;
  }

  public Convolution node() {
    return layer.node();
  }

  public StruckParameters parameters() {
    return parameters;
  }

  /** The input value of a product, as the cache holds it; padding is the zero point. */
  int inputValue(int filter, int pixel, int tap) {
    int place = window.place(filter / node().filtersPerGroup(), pixel, tap);
    return place < 0
        ? layer.input().zeroPoint()
        : Layout.value(input.get(inputOffset + place), layer.input());
  }

  /** The weight of a product, as the cache holds it. */
  int weight(int filter, int tap) {
    int weight = filter * node().windowSize() + tap;
    return node().isProduct() ? operand(weight) : parameters.weight(weight);
  }

  /** What a product has instead of a weight: part of the input, which strikes may have changed. */
  private byte operand(int weight) {
    int position = Layout.position(node().input().shape(), node().place(weight));
    return (byte) Layout.value(input.get(inputOffset + position), layer.input());
  }

  private byte[] weights(int filter) {
    if (!node().isProduct()) {
      return parameters.filter(filter);
    }
    byte[] operands = new byte[node().windowSize()];
    for (int tap = 0; tap < operands.length; tap++) {
      operands[tap] = operand(filter * operands.length + tap);
    }
    return operands;
  }

  /** The sum of a neuron's products, without bias. */
  int sum(int filter, int pixel) {
    int taps = node().windowSize();
    byte[] weights = weightsOf(filter);
    int first = firstWeight(filter);
    window(filter, pixel);
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      sum += values[tap] * weights[first + tap];
    }
    return sum;
  }

  /** The input values of a window; the array is used over and over. */
  int[] window(int filter, int pixel) {
    if (values == null) {
      values = new int[node().windowSize()];
    }
    int group = filter / node().filtersPerGroup();
    long wanted = (long) group * node().pixels() + pixel;
    if (wanted != gathered) {
      window.gather(input, inputOffset, group, pixel, values);
      gathered = wanted;
    }
    return values;
  }

  /** The weights among which a filter's are. */
  byte[] weightsOf(int filter) {
    return hasOwnWeights() ? weights(filter) : layer.weights();
  }

  /** Where a filter's weights begin in {@link #weightsOf}. */
  int firstWeight(int filter) {
    return hasOwnWeights() ? 0 : filter * node().windowSize();
  }

  private boolean hasOwnWeights() {
    return !parameters.isEmpty() || node().isProduct();
  }

  /** The sum at a place in {@code [pixel][filter]} order. */
  int sum(int place) {
    return sum(place % node().filters(), place / node().filters());
  }

  /** The image's bytes. */
  public byte[] copy() {
    byte[] image = new byte[node().input().shape().size()];
    input.get(inputOffset, image);
    return image;
  }

  /** Place of a sum or result in {@code [pixel][filter]} order. */
  public int place(int filter, int pixel) {
    return pixel * node().filters() + filter;
  }

  /** Results of neurons as the dot-product unit computes them: stored bits. */
  LongToIntFunction recomputed(UnitSums unit) {
    return number -> {
      int neuron = (int) number;
      int filter = neuron / node().pixels();
      int pixel = neuron % node().pixels();
      int bias = parameters.bias(filter);
      int[] inputs = window(filter, pixel);
      int sum = unit.finished(neuron, inputs, weightsOf(filter), firstWeight(filter), bias);
      return Layout.value(result(place(filter, pixel), sum - bias), layer.output());
    };
  }

  /** The stored result of a sum at a place. */
  public byte result(int place, int sum) {
    int filter = place % node().filters();
    int value =
        layer.requantiser().apply(sum + parameters.bias(filter), parameters.multiplier(filter));
    return Layout.stored(value, layer.output());
  }
}
