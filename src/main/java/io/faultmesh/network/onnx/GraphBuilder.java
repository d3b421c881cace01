package io.faultmesh.network.onnx;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.network.Binary;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Collects nodes and lets a later node melt into the one that feeds it. */
final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Integer, Integer> producers = new HashMap<>();
  private final Map<Integer, Quantisation> quantisations = new HashMap<>();

  /** Results of clips that alone read their input. */
  private final Set<Integer> soleReaders = new HashSet<>();

  /** Results of moves that only bring a layer's results into the order of the file. */
  private final Set<Integer> layouts = new HashSet<>();

  private int tensorCount;

  Tensor tensor(String name, Shape shape) {
    return new Tensor(tensorCount++, name, shape);
  }

  Tensor add(Node node) {
    producers.put(node.output().id(), nodes.size());
    nodes.add(node);
    return node.output();
  }

  /** The node that computes a tensor, or null for the network's input. */
  Node producer(Tensor tensor) {
    Integer index = producers.get(tensor.id());
    return index == null ? null : nodes.get(index);
  }

  /** Puts another node in the place of a tensor's producer. */
  Tensor replaceProducer(Tensor old, Node replacement) {
    int index = producers.remove(old.id());
    nodes.set(index, replacement);
    producers.put(replacement.output().id(), index);
    return replacement.output();
  }

  /**
   * Lets a clip melt into the node in front of it, where both results have the same format: then
   * clipping the integers is clipping the floats.
   *
   * @return whether it could
   */
  boolean melt(Node.Rescale clip) {
    if (!soleReaders.contains(clip.output().id())) {
      return false;
    }
    Node producer = producer(clip.input());
    Node melted;
    if (producer instanceof Convolution layer) {
      melted = with(layer, clip.output(), layer.clip().then(clip.clip()));
    } else if (producer instanceof Node.AveragePool pool) {
      melted =
          new Node.AveragePool(
              pool.name(),
              pool.input(),
              clip.output(),
              pool.window(),
              pool.countPads(),
              pool.clip().then(clip.clip()));
    } else {
      return false;
    }
    nodes.set(producers.remove(clip.output().id()), null);
    replaceProducer(clip.input(), melted);
    return true;
  }

  /** Clips a tensor: inside its producer where that can, else by a node of its own. */
  Tensor clip(OnnxNode node, Tensor input, Clip clip, boolean soleUse) {
    Node producer = producer(input);
    boolean free = soleUse && !hasFixedScale(input);
    Convolution layer = free ? layer(input) : null;
    if (layer != null) {
      return changeLayer(input, node.output(), to -> with(layer, to, layer.clip().then(clip)));
    }
    Tensor output = tensor(node.output(), input.shape());
    if (free && producer instanceof Node.Addition sum) {
      return replaceProducer(
          input,
          new Node.Addition(sum.name(), sum.left(), sum.right(), output, sum.clip().then(clip)));
    }
    if (free && producer instanceof Unary) {
      return function(node, input, clipping(clip), true);
    }
    if (free && producer instanceof Binary pair) {
      return replaceProducer(input, pair.clipped(output, pair.clip().then(clip)));
    }
    if (free && producer instanceof Node.AveragePool pool) {
      return replaceProducer(
          input,
          new Node.AveragePool(
              pool.name(),
              pool.input(),
              output,
              pool.window(),
              pool.countPads(),
              pool.clip().then(clip)));
    }
    if (soleUse) {
      soleReaders.add(output.id());
    }
    return add(new Node.Rescale(node.name(), input, output, clip));
  }

  private static UnaryFunction clipping(Clip clip) {
    return UnaryFunction.of(
        UnaryFunction.Operator.CLIP, clip.low(), clip.high(), UnaryFunction.INPUT);
  }

  /** A function of a tensor: in one table with a function in front of it where that can be. */
  Tensor function(OnnxNode node, Tensor input, UnaryFunction function, boolean soleUse) {
    Tensor output = tensor(node.output(), input.shape());
    boolean joins =
        soleUse
            && !hasFixedScale(input)
            && producer(input) instanceof Unary unary
            && unary.functions().size() == 1;
    if (joins) {
      Unary first = (Unary) producer(input);
      UnaryFunction joined = function.after(first.functions().get(0));
      return replaceProducer(
          input, new Unary(first.name(), first.input(), output, List.of(joined)));
    }
    return add(new Unary(node.name(), input, output, List.of(function)));
  }

  /** Adds a move that turns a layer's results into the order of the file. */
  Tensor addLayout(Node move) {
    layouts.add(move.output().id());
    return add(move);
  }

  /**
   * The layer with weights that computes a tensor, also where its results are put into another
   * order; else null.
   */
  Convolution layer(Tensor tensor) {
    Node producer = producer(tensor);
    if (layouts.contains(tensor.id())) {
      producer = producer(producer.inputs().get(0));
    }
    return producer instanceof Convolution layer && !layer.isProduct() ? layer : null;
  }

  /** How far apart two filters' results lie in a tensor that a layer computes. */
  int filterStride(Tensor tensor) {
    return producer(tensor) instanceof Node.Transpose ? 1 : layer(tensor).pixels();
  }

  /** Puts another layer in the place of the one that computes a tensor, whatever lies between. */
  Tensor changeLayer(Tensor old, String name, Function<Tensor, Convolution> change) {
    Convolution layer = layer(old);
    Tensor results = tensor(name, layer.output().shape());
    replaceProducer(layer.output(), change.apply(results));
    if (!layouts.contains(old.id())) {
      return results;
    }
    Node move = producer(old);
    Tensor moved = tensor(name, old.shape());
    layouts.add(moved.id());
    return replaceProducer(old, move.between(move.name(), List.of(results), moved));
  }

  static Convolution with(Convolution layer, Tensor output, Clip clip) {
    return with(layer, output, layer.weights(), layer.bias(), clip);
  }

  static Convolution with(
      Convolution layer, Tensor output, float[] weights, double[] bias, Clip clip) {
    return new Convolution(
        layer.name(),
        layer.input(),
        output,
        layer.window(),
        layer.groups(),
        weights,
        bias,
        clip,
        layer.weightScales());
  }

  boolean hasFixedScale(Tensor tensor) {
    return quantisations.containsKey(tensor.id());
  }

  /** What the file prescribes for a tensor, or null. */
  Quantisation quantisation(Tensor tensor) {
    return quantisations.get(tensor.id());
  }

  void fix(Tensor tensor, Quantisation quantisation) {
    quantisations.put(tensor.id(), quantisation);
  }

  Network build(Tensor input, Tensor output, Set<Integer> readAsFloats) {
    Set<Node> ordered = new LinkedHashSet<>();
    nodes.stream().filter(Objects::nonNull).forEach(node -> addBehindItsInputs(node, ordered));
    Map<Integer, Quantisation> prescribed = new HashMap<>(quantisations);
    for (Node node : ordered) {
      Quantisation kept = node.keepsScale() ? prescribed.get(node.inputs().get(0).id()) : null;
      if (kept != null) {
        prescribed.put(node.output().id(), kept);
      }
    }
    return new Network(input, output, List.copyOf(ordered), tensorCount, prescribed, readAsFloats);
  }

  /** Keeps the order of the file but where a node reads one that was added later. */
  private void addBehindItsInputs(Node node, Set<Node> ordered) {
    if (!ordered.contains(node)) {
      for (Tensor input : node.inputs()) {
        if (producers.containsKey(input.id())) {
          addBehindItsInputs(producer(input), ordered);
        }
      }
      ordered.add(node);
    }
  }
}
