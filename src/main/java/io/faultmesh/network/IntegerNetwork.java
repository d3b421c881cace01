package io.faultmesh.network;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.arithmetic.Rescaler;
import java.util.List;
import java.util.Map;

/**
 * A network in integers: every tensor holds 8-bit values of one format, every struck layer is an
 * {@link IntegerLayer}, every other node that computes has its own arithmetic.
 *
 * @param formats by tensor id
 * @param means requantisers of average pools, by number of averaged values
 * @param rescalers of rescalings and concatenations, by operand
 */
public record IntegerNetwork(
    Network network,
    List<Quantisation> formats,
    List<IntegerLayer> layers,
    Map<Node.AveragePool, Requantiser> means,
    Map<Node, List<Rescaler>> rescalers,
    Map<Node.Addition, Adder> adders) {

  public IntegerNetwork {
    formats = List.copyOf(formats);
    layers = List.copyOf(layers);
    means = Map.copyOf(means);
    rescalers = Map.copyOf(rescalers);
    adders = Map.copyOf(adders);
  }

  public Quantisation format(Tensor tensor) {
    return formats.get(tensor.id());
  }

  /** Whether all layers' multipliers are powers of two, so that shifters can requantise. */
  public boolean requantisesByShifts() {
    return layers.stream().allMatch(IntegerLayer::requantisesByShifts);
  }

  /** The 8-bit image of preprocessed pixels, in the same order. */
  public byte[] quantiseInput(float[] pixels) {
    Quantisation format = format(network.input());
    byte[] image = new byte[pixels.length];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) format.quantise(pixels[i]);
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
