package io.faultmesh.network;

import java.util.List;

/**
 * A convolution, or a fully connected layer as a 1x1 convolution of a 1x1 image, or a product of
 * two activations: the only nodes that faults strike.
 *
 * <p>A product of {@code batch} pairs of matrices is a 1x1 convolution of as many groups. Its input
 * is an {@link Node.OperandPair}: channels are the depths of all pairs, the first M pixels the
 * first operands, the others the second ones, which take the place of weights.
 *
 * @param weights {@code [N][K]}, K in the order (input channel, ky, kx); none in a product
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
    boolean product = weights.length == 0 && window.equals(Window.UNIT);
    if (weights.length != expected && !product) {
      throw new IllegalArgumentException(
          "weights hold " + weights.length + " values; the shapes ask for " + expected);
    }
    if (bias.length != out.channels()) {
      throw new IllegalArgumentException(
          "bias holds " + bias.length + " values; the layer has " + out.channels() + " filters");
    }
  }

  /**
   * The product of two activations, results in the order (pair, second operand, first operand).
   *
   * @param operands result of an {@link Node.OperandPair}
   */
  public static Convolution product(String name, Tensor operands, Tensor output, int batch) {
    double[] bias = new double[output.shape().channels()];
    return new Convolution(
        name, operands, output, Window.UNIT, batch, new float[0], bias, Clip.NONE, null);
  }

  /** Whether the second operand is part of the input, where others have weights. */
  public boolean isProduct() {
    return weights.length == 0;
  }

  /**
   * The place in a product's input, (channel, y, x), of what stands for a weight.
   *
   * @param weight {@code filter * K + tap}
   */
  public int place(int weight) {
    int filter = weight / windowSize();
    int channel = filter / filtersPerGroup() * windowSize() + weight % windowSize();
    return channel * input.shape().pixels() + pixels() + filter % filtersPerGroup();
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
    return isProduct() ? 0 : (long) weights.length + bias.length;
  }
}
