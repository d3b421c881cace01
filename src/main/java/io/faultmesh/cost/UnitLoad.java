package io.faultmesh.cost;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.Protection;
import java.util.Arrays;
import java.util.BitSet;

/** How many neurons of each fold the dot-product unit computes. */
final class UnitLoad {
  private UnitLoad() {}

  /** Counts by the number of the fold with a neuron's first products. */
  static int[] ofLayer(Protection design, int layer) {
    LayerMapping mapping = design.mappings().get(layer);
    Convolution node = design.network().layers().get(layer).node();
    BitSet neurons = design.layers().get(layer).recomputedNeurons();
    int[] counts = new int[mapping.folds()];
    for (int n = neurons.nextSetBit(0); n >= 0; n = neurons.nextSetBit(n + 1)) {
      counts[mapping.foldOf(n / node.pixels(), n % node.pixels(), 0).index()]++;
    }
    return counts;
  }

  /** The most of any fold; 0 if the design leaves the unit idle. */
  static int most(Protection design) {
    int most = 0;
    for (int layer = 0; layer < design.layers().size(); layer++) {
      if (!design.layers().get(layer).recomputedNeurons().isEmpty()) {
        most = Math.max(most, Arrays.stream(ofLayer(design, layer)).max().orElse(0));
      }
    }
    return most;
  }
}
