package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;

/** One image at one layer, value by value: what a single product multiplies. */
final class LayerImage {
  private final IntegerLayer layer;
  private final StruckWeights weights;
  private final InputWindow window;
  private final byte[] input;
  private final int inputOffset;

  LayerImage(IntegerLayer layer, StruckWeights weights, byte[] input, int inputOffset) {
    this.layer = layer;
    this.weights = weights;
    this.window = new InputWindow(layer.node());
    this.input = input;
    this.inputOffset = inputOffset;
  }

  IntegerLayer layer() {
    return layer;
  }

  Convolution node() {
    return layer.node();
  }

  /** The input value of a product, as the cache holds it. */
  int inputValue(int filter, int pixel, int tap) {
    int group = filter / node().filtersPerGroup();
    return window.value(input, inputOffset, group, pixel, tap);
  }

  /** The weight of a product, as the cache holds it. */
  int weight(int filter, int tap) {
    return weights.value(filter * node().windowSize() + tap);
  }

  /** Place of a sum in {@code [pixel][filter]} order. */
  int place(int filter, int pixel) {
    return pixel * node().filters() + filter;
  }
}
