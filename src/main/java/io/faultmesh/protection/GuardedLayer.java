package io.faultmesh.protection;

import io.faultmesh.network.IntegerLayer;
import java.util.BitSet;
import java.util.function.Supplier;

/**
 * A layer as mechanisms see it.
 *
 * @param important neurons, or channels of a design that repeats channels
 * @param repeated channels that the array computes three times
 * @param bounds what sums and results of the calibration images lie between; asked only by who
 *     needs it, since it takes a run over them
 */
public record GuardedLayer(
    IntegerLayer layer, BitSet important, BitSet repeated, Supplier<LayerBounds> bounds) {

  public int channel(long neuron) {
    return (int) (neuron / layer.node().pixels());
  }
}
