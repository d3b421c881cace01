package io.faultmesh.network;

import io.faultmesh.arithmetic.LocalNormaliser;
import java.util.List;

/**
 * Local response normalisation: each value divided by a power of its neighbouring channels' mean
 * square.
 *
 * @param size channels in the window, of which {@code (size - 1) / 2} lie in front of the value's
 */
public record LocalNormalisation(
    String name, Tensor input, Tensor output, int size, double alpha, double beta, double bias)
    implements Node {
  public LocalNormalisation {
    if (size < 1) {
      throw new IllegalArgumentException("size must be positive, not " + size);
    }
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(input);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new LocalNormalisation(newName, newInputs.get(0), newOutput, size, alpha, beta, bias);
  }

  /** First channel of a channel's window. */
  public int from(int channel) {
    return Math.max(0, channel - (size - 1) / 2);
  }

  /** The channel behind a channel's window. */
  public int to(int channel) {
    return Math.min(input.shape().channels(), channel - (size - 1) / 2 + size);
  }

  /** The rule of the tensors' formats. */
  public LocalNormaliser rule(IntegerNetwork network) {
    float scale = network.format(input).scale();
    return new LocalNormaliser(scale, size, alpha, beta, bias, network.format(output));
  }
}
