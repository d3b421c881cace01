package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.protection.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.util.HashMap;
import java.util.Map;

/** A layer's weights after flips in DRAM transfers and in the cache. */
final class StruckWeights {
  private final IntegerLayer layer;
  private final Map<Integer, Integer> flips;

  private StruckWeights(IntegerLayer layer, Map<Integer, Integer> flips) {
    this.layer = layer;
    this.flips = flips;
  }

  static StruckWeights of(IntegerLayer layer, DesignFaults faults, int image) {
    Map<Integer, Integer> flips = new HashMap<>();
    if (faults.strikes(FaultSite.DRAM, layer.index())) {
      collect(faults.again(FaultSite.DRAM, layer.index(), image), layer, flips);
    }
    if (faults.strikes(FaultSite.WEIGHT, layer.index())) {
      collect(faults.flips(FaultSite.WEIGHT, layer.index(), image), layer, flips);
    }
    return new StruckWeights(layer, flips);
  }

  private static void collect(VotedFlips source, IntegerLayer layer, Map<Integer, Integer> flips) {
    while (source.advance() && source.value() < layer.weights().length) {
      flips.merge((int) source.value(), source.afterVote(), (a, b) -> a ^ b);
    }
  }

  int value(int index) {
    int weight = layer.weights()[index];
    return flips.isEmpty() ? weight : (byte) (weight ^ flips.getOrDefault(index, 0));
  }

  /** Adds to every sum what its struck weights change. */
  void correct(LayerImage place, int[] sums, int offset) {
    Convolution node = layer.node();
    flips.forEach(
        (index, mask) -> {
          int filter = index / node.windowSize();
          int tap = index % node.windowSize();
          int difference = value(index) - layer.weights()[index];
          for (int pixel = 0; pixel < node.pixels(); pixel++) {
            sums[offset + place.place(filter, pixel)] +=
                difference * place.inputValue(filter, pixel, tap);
          }
        });
  }
}
