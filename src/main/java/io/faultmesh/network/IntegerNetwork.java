package io.faultmesh.network;

import java.util.List;
import java.util.Map;

/**
 * A network in integers: every tensor is int8 with one scale, every struck layer an {@link
 * IntegerLayer}, every other node that computes has its requantiser.
 *
 * @param scales by tensor id: the real value of one step
 * @param requantisers of the nodes that are not struck and change the scale
 */
public record IntegerNetwork(
    Network network,
    double[] scales,
    List<IntegerLayer> layers,
    Map<Node, Requantiser> requantisers) {

  public IntegerNetwork {
    layers = List.copyOf(layers);
    requantisers = Map.copyOf(requantisers);
  }

  public double scale(Tensor tensor) {
    return scales[tensor.id()];
  }

  /** The int8 image of preprocessed pixels, in the same order. */
  public byte[] quantiseInput(float[] pixels) {
    double scale = scale(network.input());
    byte[] image = new byte[pixels.length];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) Quantiser.roundHalfAway(pixels[i] / scale, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    return image;
  }

  /**
   * A network equals only itself: comparing or hashing all its weights would cost a layer's time.
   */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
