package io.faultmesh.oracle.generated;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.arithmetic.Rescaler;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network whose floats are small whole numbers, as an integer network in which all steps are 1.
 */
public final class UnitScales {
  private static final Quantisation UNIT = Quantisation.symmetric(1);

  private UnitScales() {}

  public static IntegerNetwork of(Network network) {
    List<IntegerLayer> layers = new ArrayList<>();
    Map<Node.AveragePool, Requantiser> means = new HashMap<>();
    Map<Node, List<Rescaler>> rescalers = new HashMap<>();
    Map<Node.Addition, Adder> adders = new HashMap<>();
    for (Node node : network.nodes()) {
      if (node instanceof Convolution layer) {
        layers.add(layer(layers.size(), layer));
      } else if (node instanceof Node.AveragePool pool) {
        float[] factors = new float[pool.window().area() + 1];
        for (int divisor = 1; divisor < factors.length; divisor++) {
          factors[divisor] = 1f / divisor;
        }
        means.put(pool, requantiser(factors, pool.clip()));
      } else if (node instanceof Node.Addition sum) {
        adders.put(sum, Adder.of(UNIT, UNIT, UNIT, sum.clip().low(), sum.clip().high()));
      } else if (!node.keepsScale()) {
        Clip clip = node instanceof Node.Rescale rescale ? rescale.clip() : Clip.NONE;
        Rescaler rescaler = Rescaler.of(UNIT, UNIT, clip.low(), clip.high());
        rescalers.put(node, Collections.nCopies(node.inputs().size(), rescaler));
      }
    }
    List<Quantisation> formats = Collections.nCopies(network.tensorCount(), UNIT);
    return new IntegerNetwork(network, formats, layers, means, rescalers, adders);
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Requantiser requantiser(float[] factors, Clip clip) {
    return Requantiser.of(factors, UNIT, clip.low(), clip.high());
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
    return new IntegerLayer(
        index,
        layer,
        UNIT,
        UNIT,
        weights,
        ones(bias.length),
        bias,
        requantiser(ones(bias.length), layer.clip()),
        new int[bias.length]);
  }

  private static int whole(double value) {
    if (value != Math.rint(value)) {
      throw new IllegalArgumentException(value + " is not a whole number");
    }
    return (int) value;
  }
}
