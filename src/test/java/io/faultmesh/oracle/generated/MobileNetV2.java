package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * MobileNetV2 (Sandler et al., 2018, table 2) in its real shape, batch normalisation folded, with
 * seeded weights: it says nothing about accuracy, but what it costs to compute.
 */
public final class MobileNetV2 {
  /** Expansion, channels, blocks, stride of the first. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private static final int FIRST = 32;
  private static final int LAST = 1280;
  private static final int CLASSES = 1000;
  private static final int SIDE = 224;

  private final OnnxGraph graph = new OnnxGraph(13);
  private final Random random;
  private final String zero = graph.number(0);
  private final String six = graph.number(6);

  private MobileNetV2(long seed) {
    random = new Random(seed);
  }

  /** Writes the file that the first argument names. */
  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), onnx(1));
  }

  /** The network for images of 3x224x224 and 1,000 classes. */
  public static byte[] onnx(long seed) {
    MobileNetV2 network = new MobileNetV2(seed);
    return network.graph.toBytes(network.build());
  }

  private String build() {
    String x = limited(conv(graph.input(3, SIDE, SIDE), 3, FIRST, 3, 2, 1));
    int channels = FIRST;
    for (int[] stage : STAGES) {
      for (int block = 0; block < stage[2]; block++) {
        x = block(x, channels, stage[1], stage[0], block == 0 ? stage[3] : 1);
        channels = stage[1];
      }
    }
    x = limited(conv(x, channels, LAST, 1, 1, 1));
    String flat =
        graph.node(
            "Flatten", List.of(graph.node("GlobalAveragePool", List.of(x))), attribute("axis", 1));
    return graph.node(
        "Gemm",
        List.of(flat, values(Math.sqrt(1.0 / LAST), CLASSES, LAST), values(0.1, CLASSES)),
        attribute("transB", 1));
  }

  private String block(String x, int in, int out, int expansion, int stride) {
    int inner = in * expansion;
    String y = expansion == 1 ? x : limited(conv(x, in, inner, 1, 1, 1));
    y = limited(conv(y, inner, inner, 3, stride, inner));
    y = conv(y, inner, out, 1, 1, 1);
    return stride == 1 && in == out ? graph.node("Add", List.of(x, y)) : y;
  }

  private String limited(String x) {
    return graph.node("Clip", List.of(x, zero, six));
  }

  private String conv(String x, int in, int out, int kernel, int stride, int groups) {
    int perGroup = in / groups;
    long pad = kernel / 2;
    double deviation = Math.sqrt(2.0 / (perGroup * kernel * kernel));
    return graph.node(
        "Conv",
        List.of(x, values(deviation, out, perGroup, kernel, kernel), values(0.1, out)),
        attribute("kernel_shape", new long[] {kernel, kernel}),
        attribute("pads", new long[] {pad, pad, pad, pad}),
        attribute("strides", new long[] {stride, stride}),
        attribute("group", groups));
  }

  private String values(double deviation, long... dims) {
    int count = 1;
    for (long dim : dims) {
      count *= (int) dim;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return graph.floats(values, dims);
  }
}
