package io.faultmesh.network.topology;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One line of a topology: a convolution of an input that is already padded. It has no values until
 * it is asked for them, so it may be larger than memory. Values are seeded int8, and the result is
 * bits 8 to 15 of the sum. Its products and values fit into 63 bits.
 */
public record TopologyLayer(
    String name,
    int height,
    int width,
    int kernelHeight,
    int kernelWidth,
    int channels,
    int filters,
    int strideY,
    int strideX) {
  private static final int TRUNCATION = 8;
  private static final int MAX_WEIGHT = 127;
  private static final long MAX_VALUES = 1L << 28;

  /** Weights are int8, and floats for the network that they come from. */
  private static final int BYTES_PER_WEIGHT = 1 + Float.BYTES;

  /** Input and output as stored, and once more where they are on their way. */
  private static final int BYTES_PER_VALUE = 2;

  public TopologyLayer {
    try {
      long taps = Math.multiplyExact((long) kernelHeight * kernelWidth, channels);
      long pixels =
          Math.multiplyExact(
              side(height, kernelHeight, strideY), side(width, kernelWidth, strideX));
      long products = Math.multiplyExact(Math.multiplyExact(pixels, taps), filters);
      long inputs = Math.multiplyExact((long) height * width, channels);
      if (products < 1 || inputs < 1) {
        throw new IllegalArgumentException("the layer has no products");
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the layer has more than 2^63 products or values", e);
    }
  }

  /** Output pixels along a side. */
  private static long side(int input, int filter, int stride) {
    return ((long) input - filter + stride + stride - 1) / stride;
  }

  public long outputHeight() {
    return side(height, kernelHeight, strideY);
  }

  public long outputWidth() {
    return side(width, kernelWidth, strideX);
  }

  /** M: output pixels. */
  public long pixels() {
    return outputHeight() * outputWidth();
  }

  /** K: products per neuron. */
  public long taps() {
    return (long) kernelHeight * kernelWidth * channels;
  }

  public long inputs() {
    return (long) height * width * channels;
  }

  public long weights() {
    return taps() * filters;
  }

  public long outputs() {
    return pixels() * filters;
  }

  public long macs() {
    return weights() * pixels();
  }

  /** Whether a machine can hold its values, one tensor in one array. */
  public boolean hasValues() {
    return Math.max(Math.max(inputs(), outputs()), weights()) <= MAX_VALUES;
  }

  /** About what its values take in memory. */
  public long bytes() {
    return BYTES_PER_WEIGHT * weights() + BYTES_PER_VALUE * (inputs() + outputs());
  }

  /** The layer alone, all its weights 0. */
  public Convolution node() {
    Tensor in = new Tensor(0, "input", new Shape(channels, height, width));
    Shape results =
        new Shape(filters, Math.toIntExact(outputHeight()), Math.toIntExact(outputWidth()));
    Tensor out = new Tensor(1, "output", results);
    // A stride beyond the input leads nowhere.
    int down = Math.min(strideY, height);
    int across = Math.min(strideX, width);
    Window window = new Window(kernelHeight, kernelWidth, down, across, 0, 0, 0, 0, 1, 1);
    float[] weights = new float[Math.toIntExact(weights())];
    return new Convolution(name, in, out, window, 1, weights, new double[filters], Clip.NONE, null);
  }

  /** The layer alone, with weights drawn from a seed. */
  public IntegerNetwork network(long seed) {
    Convolution node = node();
    byte[] weights = new byte[node.weights().length];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) random.nextInt(-MAX_WEIGHT, MAX_WEIGHT + 1);
    }
    float[] scales = new float[filters];
    Arrays.fill(scales, 1);
    float[] multipliers = new float[filters];
    Arrays.fill(multipliers, Math.scalb(1f, -TRUNCATION));
    Quantisation unit = Quantisation.symmetric(1);
    Quantisation result = Quantisation.symmetric(Math.scalb(1f, TRUNCATION));
    Requantiser requantiser = new Requantiser(multipliers, 0, result.lowest(), result.highest());
    int[] truncations = new int[filters];
    Arrays.fill(truncations, TRUNCATION);
    IntegerLayer layer =
        new IntegerLayer(
            0, node, unit, result, weights, scales, new int[filters], requantiser, truncations);
    return new IntegerNetwork(
        new Network(node.input(), node.output(), List.of(node), 2, Map.of()),
        List.of(unit, result),
        List.of(layer),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** A seeded int8 image. */
  public byte[] image(long seed) {
    byte[] image = new byte[Math.toIntExact(inputs())];
    SplittableRandom random = new SplittableRandom(~seed);
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) random.nextInt(Byte.MIN_VALUE, Byte.MAX_VALUE + 1);
    }
    return image;
  }
}
