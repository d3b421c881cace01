package io.faultmesh.network.quantisation;

import io.faultmesh.arithmetic.PairRule;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.network.Binary;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tensors are never below 0, whatever the image: those behind ReLUs above all. As uint8 with
 * zero point 0 they have 255 steps, of which int8 around 0 leaves 127 unused.
 *
 * <p>The second operand of a product of activations stays int8, since an element multiplies 8
 * stored bits of any format by 8 of int8.
 */
final class NonNegative {
  /** Where all tensors are to be int8. */
  static final NonNegative NONE = new NonNegative();

  private final BitSet tensors = new BitSet();

  private NonNegative() {}

  static NonNegative of(Network network) {
    NonNegative found = new NonNegative();
    Map<Integer, Node> producers = new HashMap<>();
    for (Node node : network.nodes()) {
      producers.put(node.output().id(), node);
      found.tensors.set(node.output().id(), found.makes(node));
    }
    for (Node node : network.nodes()) {
      if (node instanceof Node.OperandPair pair) {
        found.tensors.clear(formatGiver(pair.second(), producers).id());
      }
    }
    return found;
  }

  /** The tensor whose format a tensor has. */
  private static Tensor formatGiver(Tensor tensor, Map<Integer, Node> producers) {
    Node producer = producers.get(tensor.id());
    return producer != null && producer.keepsScale()
        ? formatGiver(producer.inputs().get(0), producers)
        : tensor;
  }

  boolean has(Tensor tensor) {
    return tensors.get(tensor.id());
  }

  /** Whether a node's results are never below 0. */
  private boolean makes(Node node) {
    if (node.keepsScale()) {
      return has(node.inputs().get(0));
    }
    if (node instanceof Convolution layer) {
      return layer.clip().low() >= 0;
    }
    if (node instanceof Node.Addition sum) {
      return sum.clip().low() >= 0 || all(sum.inputs());
    }
    if (node instanceof Node.AveragePool pool) {
      return pool.clip().low() >= 0 || has(pool.input());
    }
    if (node instanceof Node.Rescale rescale) {
      return rescale.clip().low() >= 0 || has(rescale.input());
    }
    if (node instanceof Node.Concatenation) {
      return all(node.inputs());
    }
    if (node instanceof Binary pair) {
      boolean keepsSign = pair.function() != PairRule.Function.SUBTRACT;
      return pair.clip().low() >= 0 || (keepsSign && all(pair.inputs()));
    }
    return node instanceof Unary unary && unary.functions().stream().allMatch(NonNegative::makes);
  }

  private boolean all(List<Tensor> inputs) {
    return inputs.stream().allMatch(this::has);
  }

  private static boolean makes(UnaryFunction function) {
    return switch (function.operator()) {
      case CLIP, CONSTANT -> function.alpha() >= 0;
      case SIGMOID, HARD_SIGMOID, SOFTPLUS, EXP, SQRT, ABS -> true;
      default -> false;
    };
  }
}
