package io.faultmesh.network;

import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a float network and its calibration into an integer network. */
public final class Quantiser {
  static final int MAX_WEIGHT = 127;
  private static final int MAX_TRUNCATION = 24;

  private final Network network;
  private final Calibration calibration;
  private final QuantisationSettings settings;
  private final double[] scales;

  private Quantiser(Network network, Calibration calibration, QuantisationSettings settings) {
    this.network = network;
    this.calibration = calibration;
    this.settings = settings;
    this.scales = new double[network.tensorCount()];
  }

  public static IntegerNetwork quantise(
      Network network, Calibration calibration, QuantisationSettings settings) {
    return new Quantiser(network, calibration, settings).quantise();
  }

  private IntegerNetwork quantise() {
    scales[network.input().id()] = scaleOf(network.input());
    List<IntegerLayer> layers = new ArrayList<>();
    Map<Node, Requantiser> requantisers = new HashMap<>();
    for (Node node : network.nodes()) {
      int output = node.output().id();
      scales[output] =
          node.keepsScale() ? scales[node.inputs().get(0).id()] : scaleOf(node.output());
      if (node instanceof Convolution layer) {
        layers.add(layer(layers.size(), layer));
      } else if (!node.keepsScale()) {
        requantisers.put(node, requantiser(node));
      }
    }
    return new IntegerNetwork(network, scales, layers, requantisers);
  }

  private double scaleOf(Tensor tensor) {
    Double fixed = network.fixedScales().get(tensor.id());
    if (fixed != null) {
      return fixed;
    }
    double range = calibration.range(tensor);
    // A tensor that is zero throughout may have any scale.
    return (range > 0 ? range : 1) / Byte.MAX_VALUE;
  }

  private Requantiser requantiser(Node node) {
    double out = scales[node.output().id()];
    if (node instanceof Node.AveragePool pool) {
      double[] factors = new double[pool.window().area() + 1];
      for (int divisor = 1; divisor < factors.length; divisor++) {
        factors[divisor] = scales[pool.input().id()] / (divisor * out);
      }
      return Requantiser.of(factors, pool.clip(), out);
    }
    double[] factors = node.inputs().stream().mapToDouble(in -> scales[in.id()] / out).toArray();
    Clip clip = Clip.NONE;
    if (node instanceof Node.Addition sum) {
      clip = sum.clip();
    } else if (node instanceof Node.Rescale rescale) {
      clip = rescale.clip();
    }
    return Requantiser.of(factors, clip, out);
  }

  private IntegerLayer layer(int index, Convolution layer) {
    double in = scales[layer.input().id()];
    double out = scales[layer.output().id()];
    if (settings.requantisation() == Requantisation.POWER_OF_TWO) {
      return PowerOfTwo.layer(index, layer, in, out, calibration.patches(layer), settings);
    }
    int filters = layer.filters();
    int k = layer.windowSize();
    double[] factors = new double[filters];
    int[] truncations = new int[filters];
    byte[] weights = new byte[layer.weights().length];
    int[] bias = new int[filters];
    for (int n = 0; n < filters; n++) {
      double scale = weightScale(layer, n, in, out);
      int lowest = layer.weightScales() == null ? -MAX_WEIGHT : Byte.MIN_VALUE;
      quantiseWeights(layer.weights(), weights, n * k, k, scale, lowest);
      bias[n] = quantiseBias(layer.bias()[n], in * scale);
      factors[n] = in * scale / out;
      double exponent = -Math.log(factors[n]) / Math.log(2);
      truncations[n] = (int) Math.max(0, Math.min(MAX_TRUNCATION, Math.floor(exponent)));
    }
    return new IntegerLayer(
        index, layer, weights, bias, Requantiser.of(factors, layer.clip(), out), truncations);
  }

  /**
   * The prescribed scale, or the largest weight maps to 127; unless that leaves no room for the
   * bias in an int32 (filters that batch normalisation has all but switched off have tiny weights
   * and an ordinary bias).
   */
  private static double weightScale(Convolution layer, int filter, double in, double out) {
    int k = layer.windowSize();
    double largest = 0;
    for (int i = filter * k; i < (filter + 1) * k; i++) {
      largest = Math.max(largest, Math.abs(layer.weights()[i]));
    }
    double forBias = Math.abs(layer.bias()[filter]) / in / (1 << 30);
    double natural =
        layer.weightScales() == null ? largest / MAX_WEIGHT : layer.weightScales()[filter];
    double scale = Math.max(natural, forBias);
    return scale > 0 ? scale : Math.scalb(out / in, -16);
  }

  static void quantiseWeights(
      float[] from, byte[] to, int first, int count, double scale, int lowest) {
    for (int i = first; i < first + count; i++) {
      to[i] = (byte) roundHalfAway(from[i] / scale, lowest, MAX_WEIGHT);
    }
  }

  static int quantiseBias(double bias, double scale) {
    return (int) roundHalfAway(bias / scale, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Rounds to the nearest integer, halves away from zero, within limits. */
  static double roundHalfAway(double value, double low, double high) {
    double rounded = Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
    return Math.max(low, Math.min(high, rounded));
  }
}
