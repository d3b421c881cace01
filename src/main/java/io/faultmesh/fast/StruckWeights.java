package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.VotedFlips;
import java.util.HashMap;
import java.util.Map;

/** A layer's weights after flips in DRAM transfers and in the cache. */
final class StruckWeights {
  private final IntegerLayer layer;
  private final Map<Integer, Integer> flips = new HashMap<>();

  private StruckWeights(IntegerLayer layer) {
    this.layer = layer;
  }

  static StruckWeights none(IntegerLayer layer) {
    return new StruckWeights(layer);
  }

  /** Takes in flips of weights; what stands behind the weights is left out. */
  StruckWeights with(VotedFlips source) {
    while (source.advance() && source.value() < layer.weights().length) {
      flips.merge((int) source.value(), source.afterVote(), (a, b) -> a ^ b);
    }
    return this;
  }

  boolean isEmpty() {
    return flips.isEmpty();
  }

  int value(int index) {
    int weight = layer.weights()[index];
    return flips.isEmpty() ? weight : (byte) (weight ^ flips.getOrDefault(index, 0));
  }

  /** The filters with a struck weight, ascending. */
  int[] filters() {
    int k = layer.node().windowSize();
    return flips.keySet().stream().mapToInt(index -> index / k).distinct().sorted().toArray();
  }

  /** Adds to every sum what its struck weights change. */
  void correct(LayerImage place, int[] sums) {
    Convolution node = layer.node();
    flips.forEach(
        (index, mask) -> {
          int filter = index / node.windowSize();
          int tap = index % node.windowSize();
          int difference = value(index) - layer.weights()[index];
          for (int pixel = 0; pixel < node.pixels(); pixel++) {
            sums[place.place(filter, pixel)] += difference * place.inputValue(filter, pixel, tap);
          }
        });
  }
}
