package io.faultmesh.network.quantisation;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.arithmetic.Rescaler;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Computes channels twice, by two filters with the same incoming weights, of which each counts
 * half: the next layer has the halves of the outgoing weights, rounded up for the first one and
 * down for the second. Halves of an integer add up to it, so every sum, and every answer, stays as
 * it is.
 *
 * <p>After neuron splitting (arXiv 2306.09973), on the quantised network.
 */
public final class ChannelSplit {
  private final IntegerNetwork whole;
  private final IntegerLayer from;
  private final SplitPath path;

  /** The channels that exist twice, ascending; the second ones stand behind all others. */
  private final int[] channels;

  private ChannelSplit(IntegerNetwork whole, IntegerLayer from, SplitPath path, double share) {
    this.whole = whole;
    this.from = from;
    this.path = path;
    int filters = from.node().filters();
    double[] weight = outgoing();
    this.channels =
        IntStream.range(0, filters)
            .boxed()
            .sorted(Comparator.comparingDouble(channel -> -weight[channel]))
            .limit((long) Math.ceil(share * filters))
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
  }

  /**
   * A network with split channels: in each layer that can be split, those with the largest outgoing
   * weights.
   *
   * @param share of a layer's channels that is split, from 0 to 1; rounded up
   * @throws IllegalArgumentException if no layer can be split
   */
  public static IntegerNetwork of(IntegerNetwork network, double share) {
    if (share == 0) {
      return network;
    }
    IntegerNetwork split = network;
    boolean any = false;
    for (int layer = 0; layer < network.layers().size(); layer++) {
      IntegerLayer from = split.layers().get(layer);
      SplitPath path = SplitPath.behind(split.network(), from.node());
      if (path != null) {
        split = new ChannelSplit(split, from, path, share).apply();
        any = true;
      }
    }
    if (!any) {
      throw new IllegalArgumentException(
          "there is no layer whose channels go to one other layer alone, and stay apart on the way");
    }
    return split;
  }

  private IntegerLayer to() {
    return whole.layers().stream()
        .filter(layer -> layer.node().equals(path.to()))
        .findFirst()
        .orElseThrow();
  }

  /** Values of the next layer's input that belong to one channel. */
  private int inputsPerChannel() {
    return path.to().input().shape().channels() / from.node().filters();
  }

  /** By channel: the sum of the magnitudes of its outgoing weights, in real values. */
  private double[] outgoing() {
    IntegerLayer next = to();
    int perChannel = inputsPerChannel() * next.node().window().area();
    double[] sums = new double[from.node().filters()];
    for (int i = 0; i < next.weights().length; i++) {
      int filter = i / next.node().windowSize();
      int channel = i % next.node().windowSize() / perChannel;
      sums[channel] += Math.abs(next.weights()[i] * next.weightScales()[filter]);
    }
    return sums;
  }

  private IntegerNetwork apply() {
    Map<Tensor, Tensor> tensors = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    List<IntegerLayer> layers = new ArrayList<>();
    Map<Node.AveragePool, Requantiser> means = new HashMap<>();
    Map<Node, List<Rescaler>> rescalers = new HashMap<>();
    Map<Node.Addition, Adder> adders = new HashMap<>(whole.adders());
    for (Node node : whole.network().nodes()) {
      Node own = node;
      if (node instanceof Convolution layer) {
        IntegerLayer made = layer(whole.layers().get(layers.size()), layer, tensors);
        layers.add(made);
        own = made.node();
      } else if (path.nodes().contains(node)) {
        Tensor output = widened(node.output());
        tensors.put(node.output(), output);
        own = node.between(node.name(), List.of(tensors.get(node.inputs().get(0))), output);
      }
      nodes.add(own);
      if (node instanceof Node.AveragePool pool) {
        means.put((Node.AveragePool) own, whole.means().get(pool));
      } else if (whole.rescalers().containsKey(node)) {
        rescalers.put(own, whole.rescalers().get(node));
      }
    }
    Network old = whole.network();
    Network network =
        new Network(
            old.input(),
            old.output(),
            nodes,
            old.tensorCount(),
            old.prescribed(),
            old.readAsFloats());
    return new IntegerNetwork(network, whole.formats(), layers, means, rescalers, adders);
  }

  private IntegerLayer layer(IntegerLayer layer, Convolution node, Map<Tensor, Tensor> tensors) {
    if (node.equals(from.node())) {
      tensors.put(node.output(), widened(node.output()));
      return twice(layer, tensors.get(node.output()));
    }
    return node.equals(path.to()) ? halved(layer, tensors.get(node.input())) : layer;
  }

  /** The tensor with the values of the second channels behind its own. */
  private Tensor widened(Tensor tensor) {
    Shape shape = tensor.shape();
    int perChannel = shape.channels() / from.node().filters();
    int all = shape.channels() + channels.length * perChannel;
    return new Tensor(tensor.id(), tensor.name(), new Shape(all, shape.height(), shape.width()));
  }

  /** The filters, those of split channels once more. */
  private IntegerLayer twice(IntegerLayer layer, Tensor output) {
    Convolution node = layer.node();
    int filters = node.filters();
    int k = node.windowSize();
    int all = filters + channels.length;
    byte[] weights = Arrays.copyOf(layer.weights(), all * k);
    float[] floats = Arrays.copyOf(node.weights(), all * k);
    float[] scales = Arrays.copyOf(layer.weightScales(), all);
    float[] multipliers = Arrays.copyOf(layer.requantiser().multipliers(), all);
    int[] bias = Arrays.copyOf(layer.bias(), all);
    double[] realBias = Arrays.copyOf(node.bias(), all);
    int[] truncations = Arrays.copyOf(layer.truncations(), all);
    double[] prescribed =
        node.weightScales() == null ? null : Arrays.copyOf(node.weightScales(), all);
    for (int i = 0; i < channels.length; i++) {
      int second = filters + i;
      int first = channels[i];
      System.arraycopy(weights, first * k, weights, second * k, k);
      System.arraycopy(floats, first * k, floats, second * k, k);
      scales[second] = scales[first];
      multipliers[second] = multipliers[first];
      bias[second] = bias[first];
      realBias[second] = realBias[first];
      truncations[second] = truncations[first];
      if (prescribed != null) {
        prescribed[second] = prescribed[first];
      }
    }
    Convolution own =
        new Convolution(
            node.name(),
            node.input(),
            output,
            node.window(),
            node.groups(),
            floats,
            realBias,
            node.clip(),
            prescribed);
    Requantiser old = layer.requantiser();
    return new IntegerLayer(
        layer.index(),
        own,
        layer.input(),
        layer.output(),
        weights,
        scales,
        bias,
        new Requantiser(multipliers, old.zeroPoint(), old.low(), old.high()),
        truncations,
        layer.tables(),
        layer.added());
  }

  /** The next layer, whose weights of split channels are halves. */
  private IntegerLayer halved(IntegerLayer layer, Tensor input) {
    Convolution node = layer.node();
    int perChannel = inputsPerChannel() * node.window().area();
    int k = node.windowSize();
    int wide = k + channels.length * perChannel;
    byte[] weights = new byte[node.filters() * wide];
    float[] floats = new float[weights.length];
    for (int filter = 0; filter < node.filters(); filter++) {
      System.arraycopy(layer.weights(), filter * k, weights, filter * wide, k);
      System.arraycopy(node.weights(), filter * k, floats, filter * wide, k);
      for (int i = 0; i < channels.length * perChannel; i++) {
        int first = filter * wide + channels[i / perChannel] * perChannel + i % perChannel;
        int second = filter * wide + k + i;
        int weight = weights[first];
        weights[first] = (byte) (weight - (weight >> 1));
        weights[second] = (byte) (weight >> 1);
        floats[first] /= 2;
        floats[second] = floats[first];
      }
    }
    Convolution own =
        new Convolution(
            node.name(),
            input,
            node.output(),
            node.window(),
            node.groups(),
            floats,
            node.bias(),
            node.clip(),
            node.weightScales());
    return new IntegerLayer(
        layer.index(),
        own,
        layer.input(),
        layer.output(),
        weights,
        layer.weightScales(),
        layer.bias(),
        layer.requantiser(),
        layer.truncations(),
        layer.tables(),
        layer.added());
  }
}
