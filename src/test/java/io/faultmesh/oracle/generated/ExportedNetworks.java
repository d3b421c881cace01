package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small networks of today's kinds with seeded weights, node by node as PyTorch exports them. */
public final class ExportedNetworks {
  private final OnnxGraph graph;
  private final Random random;

  private ExportedNetworks(int opset, long seed) {
    graph = new OnnxGraph(opset);
    random = new Random(seed);
  }

  /** What the networks are made of. */
  public enum Kind {
    MOBILENET_V3,
    EFFICIENTNET,
    SHUFFLENET,
    DENSENET,
    VISION_TRANSFORMER
  }

  /** A network for images of 3x16x16. */
  public static byte[] of(Kind kind, int opset, long seed) {
    ExportedNetworks network = new ExportedNetworks(opset, seed);
    String image = network.graph.input(3, 16, 16);
    return network.graph.toBytes(
        switch (kind) {
          case MOBILENET_V3 -> network.gated(image, true);
          case EFFICIENTNET -> network.gated(image, false);
          case SHUFFLENET -> network.shuffled(image);
          case DENSENET -> network.dense(image);
          case VISION_TRANSFORMER -> network.transformer(image);
        });
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

  private String conv(String x, int in, int out, int kernel, int stride, int groups) {
    double deviation = Math.sqrt(2.0 * groups / (in * kernel * kernel));
    long pad = kernel / 2;
    return graph.node(
        "Conv",
        List.of(x, values(deviation, out, in / groups, kernel, kernel), values(0.1, out)),
        attribute("kernel_shape", new long[] {kernel, kernel}),
        attribute("pads", new long[] {pad, pad, pad, pad}),
        attribute("strides", new long[] {stride, stride}),
        attribute("group", groups));
  }

  private String head(String x, int channels) {
    String mean = graph.node("GlobalAveragePool", List.of(x));
    String flat = graph.node("Flatten", List.of(mean), attribute("axis", 1));
    return linear(flat, channels, 10);
  }

  private String linear(String x, int in, int out) {
    return graph.node(
        "Gemm",
        List.of(x, values(Math.sqrt(1.0 / in), out, in), values(0.1, out)),
        attribute("transB", 1));
  }

  private String hardSigmoid(String x) {
    if (graph.opset() >= 14) {
      return graph.node("HardSigmoid", List.of(x), attribute("alpha", 1 / 6f));
    }
    String shifted = graph.node("Add", List.of(x, graph.number(3)));
    String limited = graph.node("Clip", List.of(shifted, graph.number(0), graph.number(6)));
    return graph.node("Div", List.of(limited, graph.number(6)));
  }

  private String activation(String x, boolean hard) {
    return hard && graph.opset() >= 14
        ? graph.node("HardSwish", List.of(x))
        : graph.node("Mul", List.of(x, hard ? hardSigmoid(x) : graph.node("Sigmoid", List.of(x))));
  }

  /** Inverted residuals with squeeze and excitation: MobileNetV3 if hard, else EfficientNet. */
  private String gated(String image, boolean hard) {
    String x = activation(conv(image, 3, 8, 3, 2, 1), hard);
    for (int i = 0; i < 2; i++) {
      String wide = activation(conv(x, 8, 24, 1, 1, 1), hard);
      String deep = activation(conv(wide, 24, 24, 3, 1, 24), hard);
      String mean = graph.node("GlobalAveragePool", List.of(deep));
      String squeezed = conv(mean, 24, 8, 1, 1, 1);
      String inner = hard ? graph.node("Relu", List.of(squeezed)) : activation(squeezed, false);
      String excited = conv(inner, 8, 24, 1, 1, 1);
      String gate = hard ? hardSigmoid(excited) : graph.node("Sigmoid", List.of(excited));
      String scaled = graph.node("Mul", List.of(gate, deep));
      x = graph.node("Add", List.of(x, conv(scaled, 24, 8, 1, 1, 1)));
    }
    return head(x, 8);
  }

  private List<String> halves(String x, int half) {
    List<String> inputs = new ArrayList<>(List.of(x));
    List<AttributeProto> attributes = new ArrayList<>(List.of(attribute("axis", 1)));
    if (graph.opset() < 13) {
      attributes.add(attribute("split", new long[] {half, half}));
    } else {
      inputs.add(graph.longs(half, half));
    }
    return graph.nodes("Split", 2, inputs, attributes.toArray(AttributeProto[]::new));
  }

  /** A ShuffleNetV2 unit, its shapes computed from the batch. */
  private String shuffled(String image) {
    String x = graph.node("Relu", List.of(conv(image, 3, 8, 3, 2, 1)));
    for (int i = 0; i < 2; i++) {
      List<String> halves = halves(x, 4);
      String own = graph.node("Relu", List.of(conv(halves.get(1), 4, 4, 1, 1, 1)));
      own = graph.node("Relu", List.of(conv(conv(own, 4, 4, 3, 1, 4), 4, 4, 1, 1, 1)));
      String joined = graph.node("Concat", List.of(halves.get(0), own), attribute("axis", 1));
      String first = batch(joined);
      String apart =
          graph.node("Concat", List.of(first, graph.longs(2, 4, 8, 8)), attribute("axis", 0));
      String grouped = graph.node("Reshape", List.of(joined, apart));
      String turned =
          graph.node("Transpose", List.of(grouped), attribute("perm", new long[] {0, 2, 1, 3, 4}));
      String together =
          graph.node("Concat", List.of(first, graph.longs(-1, 8, 8)), attribute("axis", 0));
      x = graph.node("Reshape", List.of(turned, together));
    }
    return head(x, 8);
  }

  private String normalised(String x, int channels) {
    float[] ones = new float[channels];
    float[] shares = new float[channels];
    for (int c = 0; c < channels; c++) {
      ones[c] = 0.5f + random.nextFloat();
      shares[c] = 0.5f + random.nextFloat();
    }
    return graph.node(
        "BatchNormalization",
        List.of(
            x,
            graph.floats(ones, channels),
            values(0.2, channels),
            values(0.2, channels),
            graph.floats(shares, channels)));
  }

  /** Normalisation and activation in front of every layer. */
  private String dense(String image) {
    String x = conv(image, 3, 8, 3, 2, 1);
    for (int channels = 8; channels < 16; channels += 4) {
      String active = graph.node("Relu", List.of(normalised(x, channels)));
      String grown = conv(active, channels, 4, 3, 1, 1);
      x = graph.node("Concat", List.of(x, grown), attribute("axis", 1));
    }
    String pooled =
        graph.node(
            "AveragePool",
            List.of(graph.node("Relu", List.of(normalised(x, 16)))),
            attribute("kernel_shape", new long[] {2, 2}),
            attribute("strides", new long[] {2, 2}));
    return head(pooled, 16);
  }

  private String layerNorm(String x, int length) {
    String gamma = graph.floats(filled(length), length);
    String beta = values(0.1, length);
    if (graph.opset() >= 17) {
      return graph.node("LayerNormalization", List.of(x, gamma, beta));
    }
    String mean = graph.node("ReduceMean", List.of(x), attribute("axes", new long[] {-1}));
    String centred = graph.node("Sub", List.of(x, mean));
    String square = graph.node("Pow", List.of(centred, graph.number(2)));
    String variance = graph.node("ReduceMean", List.of(square), attribute("axes", new long[] {-1}));
    String sum = graph.node("Add", List.of(variance, graph.number(1e-6f)));
    String quotient = graph.node("Div", List.of(centred, graph.node("Sqrt", List.of(sum))));
    return graph.node("Add", List.of(graph.node("Mul", List.of(quotient, gamma)), beta));
  }

  private float[] filled(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 0.7f + 0.6f * random.nextFloat();
    }
    return values;
  }

  private String rows(String x, int in, int out) {
    String product = graph.node("MatMul", List.of(x, values(Math.sqrt(1.0 / in), in, out)));
    return graph.node("Add", List.of(values(0.1, out), product));
  }

  private String moved(String x, long... perm) {
    return graph.node("Transpose", List.of(x), attribute("perm", perm));
  }

  private String shaped(String x, long... dims) {
    return graph.node("Reshape", List.of(x, graph.longs(dims)));
  }

  /** The first dimension, as a list of one. */
  private String batch(String x) {
    String shape = graph.node("Shape", List.of(x));
    String batch = graph.node("Gather", List.of(shape, graph.scalar(0)), attribute("axis", 0));
    return graph.opset() < 13
        ? graph.node("Unsqueeze", List.of(batch), attribute("axes", new long[] {0}))
        : graph.node("Unsqueeze", List.of(batch, graph.longs(0)));
  }

  /** {@code token.expand(n, -1, -1)}: sides of -1 stay. */
  private String forEachImage(String token, String image, long width) {
    String sides =
        graph.node("Concat", List.of(batch(image), graph.longs(-1, -1)), attribute("axis", 0));
    String kept = graph.node("Equal", List.of(sides, graph.longs(-1, -1, -1)));
    return graph.node(
        "Expand",
        List.of(token, graph.node("Where", List.of(kept, graph.longs(1, 1, width), sides))));
  }

  /** Patches of 4x4 as 16 tokens and a class token of 24 values, two blocks of three heads. */
  private String transformer(String image) {
    int width = 24;
    String patches =
        graph.node(
            "Conv",
            List.of(image, values(0.2, width, 3, 4, 4)),
            attribute("strides", new long[] {4, 4}));
    String tokens = moved(shaped(patches, 0, width, 16), 0, 2, 1);
    String token = forEachImage(values(0.5, 1, 1, width), image, width);
    String x = graph.node("Concat", List.of(token, tokens), attribute("axis", 1));
    x = graph.node("Add", List.of(x, values(0.3, 1, 17, width)));
    for (int i = 0; i < 2; i++) {
      x = graph.node("Add", List.of(attention(layerNorm(x, width), width), x));
      String inner = rows(layerNorm(x, width), width, 2 * width);
      String error =
          graph.node(
              "Erf",
              List.of(graph.node("Div", List.of(inner, graph.number((float) Math.sqrt(2))))));
      String share = graph.node("Add", List.of(error, graph.number(1)));
      String gelu =
          graph.node("Mul", List.of(graph.node("Mul", List.of(inner, share)), graph.number(0.5f)));
      x = graph.node("Add", List.of(x, rows(gelu, 2 * width, width)));
    }
    String first =
        graph.node("Gather", List.of(layerNorm(x, width), graph.scalar(0)), attribute("axis", 1));
    return linear(first, width, 10);
  }

  /** nn.MultiheadAttention: tokens first, one layer for queries, keys and values. */
  private String attention(String x, int width) {
    int heads = 3;
    int depth = width / heads;
    String tokensFirst = moved(x, 1, 0, 2);
    String all = shaped(rows(tokensFirst, width, 3 * width), 17, 1, 3, width);
    String apart =
        graph.opset() < 13
            ? graph.node("Unsqueeze", List.of(all), attribute("axes", new long[] {0}))
            : graph.node("Unsqueeze", List.of(all, graph.longs(0)));
    String front = moved(apart, 3, 1, 2, 0, 4);
    String parts =
        graph.opset() < 13
            ? graph.node("Squeeze", List.of(front), attribute("axes", new long[] {-2}))
            : graph.node("Squeeze", List.of(front, graph.longs(-2)));
    List<String> qkv = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String part = graph.node("Gather", List.of(parts, graph.scalar(i)), attribute("axis", 0));
      String perHead = moved(shaped(part, 17, heads, depth), 1, 0, 2);
      qkv.add(shaped(perHead, 1, heads, 17, depth));
    }
    String query = graph.node("Div", List.of(qkv.get(0), graph.number((float) Math.sqrt(depth))));
    String scores = graph.node("MatMul", List.of(query, moved(qkv.get(1), 0, 1, 3, 2)));
    String shares = graph.node("Softmax", List.of(scores), attribute("axis", -1));
    String mixed = graph.node("MatMul", List.of(shares, qkv.get(2)));
    String rows = shaped(moved(mixed, 2, 0, 1, 3), 17, width);
    return moved(shaped(linear(rows, width, width), 17, 1, width), 1, 0, 2);
  }
}
