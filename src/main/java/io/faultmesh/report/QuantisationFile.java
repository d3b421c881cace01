package io.faultmesh.report;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of {@code quantisation.json}: every scale and requantisation of a network.
 *
 * @param designs the designs that run with it
 */
public record QuantisationFile(
    List<String> designs, double inputScale, List<TensorScale> tensors, List<Layer> layers) {

  /** The real value of one step of a tensor. */
  public record TensorScale(String tensor, double scale, int[] multipliers, Integer shift) {}

  /** A struck layer. */
  public record Layer(
      int layer, String name, int[] multipliers, int shift, int[] truncations, int[] bias) {}

  public static QuantisationFile of(List<String> designs, IntegerNetwork network) {
    List<TensorScale> tensors = new ArrayList<>();
    for (Node node : network.network().nodes()) {
      Requantiser own = network.requantisers().get(node);
      tensors.add(
          new TensorScale(
              node.output().name(),
              network.scale(node.output()),
              own == null ? null : own.multipliers(),
              own == null ? null : own.shift()));
    }
    List<Layer> layers = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      layers.add(
          new Layer(
              layer.index(),
              layer.node().name(),
              layer.requantiser().multipliers(),
              layer.requantiser().shift(),
              layer.truncations(),
              layer.bias()));
    }
    return new QuantisationFile(designs, network.scale(network.network().input()), tensors, layers);
  }
}
