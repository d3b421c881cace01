package io.faultmesh.oracle.generated;

import java.util.List;
import java.util.Random;

/** A network of VGG-16's shape with few channels and seeded weights, as PyTorch exports it. */
public final class VggShaped {
  public static final int CLASSES = 10;

  /** VGG-16's layers; 0 stands for a pool. */
  private static final int[] CHANNELS = {4, 4, 0, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0, 8, 8, 8, 0};

  private static final int IMAGE = 224;
  private static final int FEATURES = 7;
  private static final int HIDDEN = 32;

  private final OnnxGraph graph = new OnnxGraph(13);
  private final Random random;

  private VggShaped(long seed) {
    random = new Random(seed);
  }

  /** The ONNX file of a seed. */
  public static byte[] onnx(long seed) {
    return new VggShaped(seed).build();
  }

  private byte[] build() {
    String value = graph.input(3, IMAGE, IMAGE);
    int channels = 3;
    for (int next : CHANNELS) {
      if (next == 0) {
        value = pool(value);
      } else {
        value = convolution(value, channels, next);
        channels = next;
      }
    }
    value = graph.node("Flatten", List.of(value), OnnxGraph.attribute("axis", 1));
    value = relu(dense(value, channels * FEATURES * FEATURES, HIDDEN));
    value = relu(dense(value, HIDDEN, HIDDEN));
    return graph.toBytes(dense(value, HIDDEN, CLASSES));
  }

  private String convolution(String value, int channels, int filters) {
    String weights = weights(channels * 9, filters, channels, 3, 3);
    return relu(
        graph.node(
            "Conv",
            List.of(value, weights, weights(filters, filters)),
            OnnxGraph.attribute("kernel_shape", new long[] {3, 3}),
            OnnxGraph.attribute("pads", new long[] {1, 1, 1, 1}),
            OnnxGraph.attribute("strides", new long[] {1, 1})));
  }

  private String pool(String value) {
    return graph.node(
        "MaxPool",
        List.of(value),
        OnnxGraph.attribute("kernel_shape", new long[] {2, 2}),
        OnnxGraph.attribute("strides", new long[] {2, 2}));
  }

  private String dense(String value, int inputs, int outputs) {
    return graph.node(
        "Gemm",
        List.of(value, weights(inputs, outputs, inputs), weights(outputs, outputs)),
        OnnxGraph.attribute("transB", 1));
  }

  private String relu(String value) {
    return graph.node("Relu", List.of(value));
  }

  /** Normal weights, scaled so that values keep their size from layer to layer. */
  private String weights(int inputs, long... dims) {
    int count = 1;
    for (long dim : dims) {
      count *= (int) dim;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
    }
    return graph.floats(values, dims);
  }
}
