package io.faultmesh.network;

import io.faultmesh.arithmetic.SoftmaxRule;
import java.util.List;

/** Exponentials of the values along an axis, divided by their sum. */
public record Softmax(String name, Tensor input, Tensor output, int length, int inner)
    implements VectorNode {
  @Override
  public List<Tensor> inputs() {
    return List.of(input);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new Softmax(newName, newInputs.get(0), newOutput, length, inner);
  }

  @Override
  public Rule rule(IntegerNetwork network) {
    return SoftmaxRule.of(network.format(input).scale(), network.format(output))::apply;
  }
}
