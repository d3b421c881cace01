package io.faultmesh.fast.kernel;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;

/** Exact sums of a product of two activations, one image: both operands are in its input. */
final class OperandProducts {
  private OperandProducts() {}

  /**
   * The sums, {@code [pixel][filter]}.
   *
   * @param image {@code [operand][group][tap]}, first operands in front, as {@link Layout} stores
   *     them
   */
  static int[] sums(IntegerLayer layer, byte[] image) {
    Convolution node = layer.node();
    int[] sums = new int[node.neurons()];
    int taps = node.windowSize();
    int filters = node.filtersPerGroup();
    byte[] rows = new byte[node.pixels() * taps];
    byte[] weights = new byte[filters * taps];
    for (int group = 0; group < node.groups(); group++) {
      gather(image, node, group, 0, rows);
      gather(image, node, group, node.pixels(), weights);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (byte) Layout.value(weights[i], layer.input());
      }
      int first = group * filters;
      new PlainProducts(weights, filters, taps, layer.input().lowest())
          .multiply(
              rows,
              0,
              node.pixels(),
              (block, count) -> {
                for (int row = 0; row < node.pixels(); row++) {
                  block.get(row * filters, sums, row * node.filters() + first, filters);
                }
              });
    }
    return sums;
  }

  /** A group's operands from a given one on. */
  private static void gather(byte[] image, Convolution node, int group, int first, byte[] to) {
    int taps = node.windowSize();
    int channels = node.input().shape().channels();
    for (int i = 0; i * taps < to.length; i++) {
      System.arraycopy(image, (first + i) * channels + group * taps, to, i * taps, taps);
    }
  }
}
