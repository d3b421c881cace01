package io.faultmesh.oracle;

import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network whose floats are small whole numbers, as an integer network in which all steps are 1.
 */
public final class UnitScales {
  private static final int SHIFT = 30;

  private UnitScales() {}

  public static IntegerNetwork of(Network network) {
    double[] scales = new double[network.tensorCount()];
    Arrays.fill(scales, 1);
    List<IntegerLayer> layers = new ArrayList<>();
    Map<Node, Requantiser> requantisers = new HashMap<>();
    for (Node node : network.nodes()) {
      if (node instanceof Convolution layer) {
        layers.add(layer(layers.size(), layer));
      } else if (node instanceof Node.AveragePool pool) {
        int[] factors = new int[pool.window().area() + 1];
        for (int divisor = 1; divisor < factors.length; divisor++) {
          factors[divisor] = (int) Math.rint(Math.scalb(1.0 / divisor, SHIFT));
        }
        requantisers.put(node, requantiser(factors, pool.clip()));
      } else if (!node.keepsScale()) {
        int[] ones = new int[node.inputs().size()];
        Arrays.fill(ones, 1 << SHIFT);
        requantisers.put(node, requantiser(ones, clip(node)));
      }
    }
    return new IntegerNetwork(network, scales, layers, requantisers);
  }

  private static Clip clip(Node node) {
    if (node instanceof Node.Addition sum) {
      return sum.clip();
    }
    return node instanceof Node.Rescale rescale ? rescale.clip() : Clip.NONE;
  }

  private static Requantiser requantiser(int[] factors, Clip clip) {
    return new Requantiser(
        factors, SHIFT, (int) Math.max(-128, clip.low()), (int) Math.min(127, clip.high()));
  }

  private static IntegerLayer layer(int index, Convolution layer) {
    byte[] weights = new byte[layer.weights().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) whole(layer.weights()[i]);
    }
    int[] bias = new int[layer.filters()];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = whole(layer.bias()[i]);
    }
    int[] ones = new int[layer.filters()];
    Arrays.fill(ones, 1 << SHIFT);
    return new IntegerLayer(
        index, layer, weights, bias, requantiser(ones, layer.clip()), new int[layer.filters()]);
  }

  private static int whole(float value) {
    if (value != Math.rint(value)) {
      throw new IllegalArgumentException(value + " is not a whole number");
    }
    return (int) value;
  }
}
