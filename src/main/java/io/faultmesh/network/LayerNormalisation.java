package io.faultmesh.network;

import io.faultmesh.arithmetic.LayerNormRule;
import java.util.List;

/**
 * Vectors of the last axes normalised to mean 0 and deviation 1, then scaled and shifted.
 *
 * @param gamma factor of each value of a vector
 * @param beta summand of each value of a vector
 */
public record LayerNormalisation(
    String name, Tensor input, Tensor output, float[] gamma, float[] beta, double epsilon)
    implements VectorNode {
  public LayerNormalisation {
    if (gamma.length != beta.length || gamma.length > LayerNormRule.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "normalises vectors of at most " + LayerNormRule.MAX_LENGTH + ", not " + gamma.length);
    }
  }

  @Override
  public int length() {
    return gamma.length;
  }

  @Override
  public int inner() {
    return 1;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(input);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new LayerNormalisation(newName, newInputs.get(0), newOutput, gamma, beta, epsilon);
  }

  @Override
  public Rule rule(IntegerNetwork network) {
    return LayerNormRule.of(
            network.format(input).scale(), gamma, beta, epsilon, network.format(output))
        ::apply;
  }
}
