package io.faultmesh.report;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of {@code quantisation.json}: every scale and requantisation of a network.
 *
 * @param designs the designs that run with it
 * @param input format of the network's input
 */
public record QuantisationFile(
    List<String> designs, TensorFormat input, List<TensorFormat> tensors, List<Layer> layers) {

  /** How 8-bit values of a tensor stand for real ones: {@code scale * (value - zeroPoint)}. */
  public record TensorFormat(String tensor, float scale, int zeroPoint, boolean signed) {
    static TensorFormat of(Tensor tensor, IntegerNetwork network) {
      Quantisation format = network.format(tensor);
      return new TensorFormat(
          tensor.name(), format.scale(), format.zeroPoint(), format.lowest() < 0);
    }
  }

  /** A struck layer. */
  public record Layer(
      int layer,
      String name,
      float[] weightScales,
      float[] multipliers,
      int[] truncations,
      int[] bias) {}

  public static QuantisationFile of(List<String> designs, IntegerNetwork network) {
    List<TensorFormat> tensors = new ArrayList<>();
    for (Node node : network.network().nodes()) {
      tensors.add(TensorFormat.of(node.output(), network));
    }
    List<Layer> layers = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      layers.add(
          new Layer(
              layer.index(),
              layer.node().name(),
              layer.weightScales(),
              layer.requantiser().multipliers(),
              layer.truncations(),
              layer.bias()));
    }
    return new QuantisationFile(
        designs, TensorFormat.of(network.network().input(), network), tensors, layers);
  }
}
