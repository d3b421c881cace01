package io.faultmesh.network;

import java.util.List;

/**
 * A convolution, or a fully connected layer as a 1x1 convolution of a 1x1 image: the only nodes
 * that faults strike.
 *
 * @param weights {@code [N][K]}, K in the order (input channel, ky, kx)
 * @param bias {@code [N]}; in double precision, since a prescribed int32 has more digits than a
 *     float
 * @param weightScales the scales that a pre-quantised file prescribes, {@code [N]}, else null
 */
public record Convolution(
    String name,
    Tensor input,
    Tensor output,
    Window window,
    int groups,
    float[] weights,
    double[] bias,
    Clip clip,
    double[] weightScales)
    implements Node {

  public Convolution {
    Shape in = input.shape();
    Shape out = output.shape();
    if (groups < 1 || in.channels() % groups != 0 || out.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "group "
              + groups
              + " does not divide "
              + in.channels()
              + " input and "
              + out.channels()
              + " output channels");
    }
    long expected = (long) out.channels() * (in.channels() / groups) * window.area();
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          "weights hold " + weights.length + " values; the shapes ask for " + expected);
    }
    if (bias.length != out.channels()) {
      throw new IllegalArgumentException(
          "bias holds " + bias.length + " values; the layer has " + out.channels() + " filters");
    }
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(input);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new Convolution(
        newName, newInputs.get(0), newOutput, window, groups, weights, bias, clip, weightScales);
  }

  /** N: filters of all groups. */
  public int filters() {
    return output.shape().channels();
  }

  public int filtersPerGroup() {
    return filters() / groups;
  }

  public int inputChannelsPerGroup() {
    return input.shape().channels() / groups;
  }

  /** K: products per neuron. */
  public int windowSize() {
    return inputChannelsPerGroup() * window.area();
  }

  /** M: output pixels. */
  public int pixels() {
    return output.shape().pixels();
  }

  /** Output values per image. */
  public int neurons() {
    return output.shape().size();
  }

  public long macs() {
    return (long) neurons() * windowSize();
  }

  public long parameters() {
    return (long) weights.length + bias.length;
  }
}
