package io.faultmesh.network.quantisation;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.arithmetic.Rescaler;
import io.faultmesh.arithmetic.SoftmaxRule;
import io.faultmesh.network.Clip;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.NodePlace;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a float network and its calibration into an integer network. */
public final class Quantiser {
  static final int MAX_WEIGHT = 127;
  private static final int MAX_UNSIGNED = 255;

  private final Network network;
  private final Calibration calibration;
  private final QuantisationSettings settings;
  private final Quantisation[] formats;

  private final NonNegative unsigned;

  /** Scales of products' second operands, by the number of the pair. */
  private final Map<Integer, Float> secondScales = new HashMap<>();

  private Quantiser(Network network, Calibration calibration, QuantisationSettings settings) {
    this.network = network;
    this.calibration = calibration;
    this.settings = settings;
    this.formats = new Quantisation[network.tensorCount()];
    this.unsigned = settings.unsigned() ? NonNegative.of(network) : NonNegative.NONE;
  }

  public static IntegerNetwork quantise(
      Network network, Calibration calibration, QuantisationSettings settings) {
    return new Quantiser(network, calibration, settings).quantise();
  }

  private IntegerNetwork quantise() {
    formats[network.input().id()] = formatOf(network.input(), calibration.range(network.input()));
    List<IntegerLayer> layers = new ArrayList<>();
    Map<Node.AveragePool, Requantiser> means = new HashMap<>();
    Map<Node, List<Rescaler>> rescalers = new HashMap<>();
    Map<Node.Addition, Adder> adders = new HashMap<>();
    for (Node node : network.nodes()) {
      int output = node.output().id();
      formats[output] = node.keepsScale() ? formats[node.inputs().get(0).id()] : formatOf(node);
      if (node instanceof Node.OperandPair pair) {
        secondScales.put(output, format(pair.second()).scale());
      } else if (node instanceof Convolution layer) {
        int index = layers.size();
        layers.add(
            layer.isProduct()
                ? product(index, layer)
                : corrected(layer(index, layer).at(index, layer)));
      } else if (node instanceof Node.Addition sum) {
        adders.put(sum, adder(sum));
      } else if (node instanceof Node.AveragePool pool) {
        means.put(pool, mean(pool));
      } else if (node instanceof Node.Rescale || node instanceof Node.Concatenation) {
        rescalers.put(node, rescalers(node));
      }
    }
    // Tensors that no node makes any more have any format.
    Arrays.setAll(formats, i -> formats[i] == null ? Quantisation.symmetric(1) : formats[i]);
    return new IntegerNetwork(
        network, List.of(formats), withNodes(layers), means, rescalers, adders);
  }

  /** The layers with what stands behind each. */
  private List<IntegerLayer> withNodes(List<IntegerLayer> layers) {
    List<IntegerLayer> all = new ArrayList<>(layers);
    for (Node node : network.nodes()) {
      boolean stands = node instanceof Unary || node instanceof Node.Addition;
      NodePlace place = stands ? NodePlace.of(node, network) : null;
      if (place == null || place.layer() < 0) {
        continue;
      }
      IntegerLayer layer = all.get(place.layer());
      List<LookupTable> tables = new ArrayList<>(layer.tables());
      int added = layer.added();
      if (node instanceof Unary unary) {
        tables.addAll(unary.tables(format(unary.input()), format(unary.output())));
      } else {
        added += place.count();
      }
      all.set(place.layer(), layer.withBehind(tables, added));
    }
    return all;
  }

  private Quantisation formatOf(Node node) {
    if (node instanceof Softmax && !network.prescribed().containsKey(node.output().id())) {
      return SoftmaxRule.RESULT;
    }
    double range =
        node instanceof ConstantTensor constant
            ? constant.range()
            : calibration.range(node.output());
    return formatOf(node.output(), range);
  }

  private Quantisation formatOf(Tensor tensor, double range) {
    Quantisation prescribed = network.prescribed().get(tensor.id());
    if (prescribed != null) {
      return prescribed;
    }
    // A tensor that is zero throughout may have any scale.
    double largest = range > 0 ? range : 1;
    return unsigned.has(tensor)
        ? Quantisation.unsigned((float) (largest / MAX_UNSIGNED))
        : Quantisation.symmetric((float) (largest / MAX_WEIGHT));
  }

  private Quantisation format(Tensor tensor) {
    return formats[tensor.id()];
  }

  private Adder adder(Node.Addition sum) {
    Clip clip = sum.clip();
    return Adder.of(
        format(sum.left()), format(sum.right()), format(sum.output()), clip.low(), clip.high());
  }

  private Requantiser mean(Node.AveragePool pool) {
    Quantisation out = format(pool.output());
    float[] factors = new float[pool.window().area() + 1];
    for (int count = 1; count < factors.length; count++) {
      factors[count] = format(pool.input()).scale() / (out.scale() * count);
    }
    return Requantiser.of(factors, out, pool.clip().low(), pool.clip().high());
  }

  private List<Rescaler> rescalers(Node node) {
    Clip clip = node instanceof Node.Rescale rescale ? rescale.clip() : Clip.NONE;
    Quantisation out = format(node.output());
    return node.inputs().stream()
        .map(input -> Rescaler.of(format(input), out, clip.low(), clip.high()))
        .toList();
  }

  private IntegerLayer layer(int index, Convolution original) {
    Convolution layer = WeightClip.of(original, settings.weightClip());
    Quantisation in = format(layer.input());
    if (settings.requantisation() == Requantisation.POWER_OF_TWO) {
      PowerOfTwo constrained =
          PowerOfTwo.of(layer, in, format(layer.output()), calibration.patches(original), settings);
      formats[layer.output().id()] = constrained.output();
      return constrained.layer(index);
    }
    float out = format(layer.output()).scale();
    int filters = layer.filters();
    int k = layer.windowSize();
    float[] multipliers = new float[filters];
    float[] scales = new float[filters];
    byte[] weights = new byte[layer.weights().length];
    int[] bias = new int[filters];
    int[] truncations = new int[filters];
    for (int n = 0; n < filters; n++) {
      scales[n] = weightScale(layer, n, in.scale(), out);
      int lowest = layer.weightScales() == null ? -MAX_WEIGHT : Byte.MIN_VALUE;
      quantiseWeights(layer.weights(), weights, n * k, k, scales[n], lowest);
      bias[n] = quantiseBias(layer.bias()[n], in.scale() * scales[n]);
      bias[n] -= IntegerLayer.zeroPointSum(in, weights, n, k);
      multipliers[n] = in.scale() * scales[n] / out;
      truncations[n] = Truncation.of(multipliers[n]);
    }
    Quantisation output = format(layer.output());
    Requantiser requantiser =
        Requantiser.of(multipliers, output, layer.clip().low(), layer.clip().high());
    return new IntegerLayer(
        index, layer, in, output, weights, scales, bias, requantiser, truncations);
  }

  /** Prescribed integers stay as they are. */
  private IntegerLayer corrected(IntegerLayer layer) {
    return settings.biasCorrection() && layer.node().weightScales() == null
        ? BiasCorrection.of(layer, calibration.means(layer.node()))
        : layer;
  }

  /** A product of activations: where multipliers are constrained, the result's scale gives way. */
  private IntegerLayer product(int index, Convolution layer) {
    Quantisation in = format(layer.input());
    float second = secondScales.get(layer.input().id());
    if (settings.requantisation() == Requantisation.POWER_OF_TWO) {
      formats[layer.output().id()] =
          PowerOfTwo.ofProduct(in.scale() * second, format(layer.output()), settings);
    }
    Quantisation out = format(layer.output());
    float[] scales = new float[layer.filters()];
    float[] multipliers = new float[layer.filters()];
    int[] truncations = new int[layer.filters()];
    Arrays.fill(scales, second);
    Arrays.fill(multipliers, in.scale() * second / out.scale());
    Arrays.fill(truncations, Truncation.of(multipliers[0]));
    Requantiser requantiser =
        Requantiser.of(multipliers, out, layer.clip().low(), layer.clip().high());
    return new IntegerLayer(
        index,
        layer,
        in,
        out,
        new byte[0],
        scales,
        new int[layer.filters()],
        requantiser,
        truncations);
  }

  /**
   * The prescribed scale, or the largest weight maps to 127; unless that leaves no room for the
   * bias in an int32 (filters that batch normalisation has all but switched off have tiny weights
   * and an ordinary bias).
   */
  private static float weightScale(Convolution layer, int filter, float in, float out) {
    int k = layer.windowSize();
    double largest = 0;
    for (int i = filter * k; i < (filter + 1) * k; i++) {
      largest = Math.max(largest, Math.abs(layer.weights()[i]));
    }
    double forBias = Math.abs(layer.bias()[filter]) / in / (1 << 30);
    double natural =
        layer.weightScales() == null ? largest / MAX_WEIGHT : layer.weightScales()[filter];
    float scale = (float) Math.max(natural, forBias);
    return scale >= Float.MIN_NORMAL ? scale : Math.scalb(out / in, -16);
  }

  static void quantiseWeights(
      float[] from, byte[] to, int first, int count, float scale, int lowest) {
    for (int i = first; i < first + count; i++) {
      double steps = Math.rint(from[i] / scale);
      to[i] = (byte) Math.max(lowest, Math.min(MAX_WEIGHT, steps));
    }
  }

  /** In double precision, since a bias may have more than 24 bits; a cast saturates. */
  static int quantiseBias(double bias, float scale) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Math.rint(bias / scale)));
  }
}
