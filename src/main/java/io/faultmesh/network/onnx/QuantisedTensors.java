package io.faultmesh.network.onnx;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.text.Text;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds or makes the tensor that holds a value under a prescribed quantisation.
 *
 * <p>A tensor has one quantisation. So a float value that several quantisers read becomes several
 * tensors: whatever computes it does so once per quantisation, as exactly as if it were the only
 * one.
 */
final class QuantisedTensors {
  private final Values values;
  private final GraphBuilder builder;

  /** Tensors that took the quantisation of their first quantiser, and other readers with them. */
  private final Set<Tensor> taken = new LinkedHashSet<>();

  /** A tensor's values under another quantisation than its own. */
  private record Other(int tensor, Quantisation quantisation) {}

  private final Map<Other, Tensor> others = new HashMap<>();

  QuantisedTensors(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
  }

  /** The result of a QuantizeLinear node. */
  Tensor of(OnnxNode node, Values.Activation input, Quantisation wanted) {
    if (input.quantisation() == null) {
      values.countQuantiser(node.input(0));
      return ofFloats(node, input.tensor(), wanted);
    }
    if (input.quantisation().equals(wanted)) {
      return input.tensor();
    }
    // The value is quantised already, so it is rounded a second time.
    Tensor tensor = input.tensor();
    return other(
        node.input(0),
        tensor,
        wanted,
        output -> new Node.Rescale(node.name(), tensor, output, Clip.NONE));
  }

  /** The tensors with a prescribed quantisation that the file reads as floats as well. */
  Set<Integer> readAsFloats() {
    return taken.stream()
        .filter(tensor -> values.isReadAsFloats(tensor.name()))
        .map(Tensor::id)
        .collect(Collectors.toSet());
  }

  private Tensor take(Tensor tensor, Quantisation quantisation) {
    taken.add(tensor);
    builder.fix(tensor, quantisation);
    return tensor;
  }

  private Tensor ofFloats(OnnxNode node, Tensor tensor, Quantisation wanted) {
    Quantisation present = builder.quantisation(tensor);
    if (wanted.equals(present)) {
      return tensor;
    }
    Node producer = builder.producer(tensor);
    if (producer == null && present != null) {
      throw node.error(
          Text.format(
              "quantises the image with scale %s, which another node does with %s; one is supported",
              wanted.scale(), present.scale()));
    }
    if (producer != null && producer.keepsScale()) {
      return ofMoved(node, producer, wanted);
    }
    if (present == null) {
      if (producer instanceof Node.Rescale clip
          && wanted.equals(builder.quantisation(clip.input()))) {
        builder.melt(clip);
      }
      return take(tensor, wanted);
    }
    return other(tensor.name(), tensor, wanted, output -> again(producer, output, node));
  }

  /**
   * Quantising commutes with comparing and moving, so what a pool or a reshape reads is quantised
   * in its place.
   */
  private Tensor ofMoved(OnnxNode node, Node producer, Quantisation wanted) {
    Tensor tensor = producer.output();
    Tensor source = ofFloats(node, producer.inputs().get(0), wanted);
    if (builder.quantisation(tensor) == null) {
      values.countQuantiser(producer.inputs().get(0).name());
      take(tensor, wanted);
      return builder.replaceProducer(tensor, moving(producer, source, tensor));
    }
    return other(tensor.name(), tensor, wanted, output -> moving(producer, source, output));
  }

  /** Adds the node that computes a tensor's values under another quantisation, once. */
  private Tensor other(
      String name, Tensor tensor, Quantisation wanted, Function<Tensor, Node> node) {
    Other key = new Other(tensor.id(), wanted);
    Tensor made = others.get(key);
    if (made == null) {
      made = builder.tensor(name, tensor.shape());
      builder.fix(made, wanted);
      builder.add(node.apply(made));
      others.put(key, made);
    }
    return made;
  }

  /** The node once more, with a result of its own. */
  private static Node again(Node node, Tensor output, OnnxNode reason) {
    return node.between(node.name() + " for " + reason.name(), node.inputs(), output);
  }

  /** A node that keeps the scale, between other tensors. */
  private static Node moving(Node node, Tensor input, Tensor output) {
    return node.between(node.name(), List.of(input), output);
  }
}
