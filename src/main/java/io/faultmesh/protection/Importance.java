package io.faultmesh.protection;

import java.util.BitSet;
import java.util.List;

/**
 * The important neurons of every layer (or channels, for a design that repeats channels).
 *
 * @param layers per struck layer, the set of neuron or channel numbers
 */
public record Importance(List<BitSet> layers) {
  public Importance {
    layers = List.copyOf(layers);
  }

  /** No neuron of any layer is important. */
  public static Importance none(int layers) {
    return new Importance(java.util.stream.Stream.generate(BitSet::new).limit(layers).toList());
  }
}
