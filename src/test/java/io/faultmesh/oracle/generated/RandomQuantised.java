package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A small random pre-quantised network: int8 weights with scales along either axis, tensors of any
 * 8-bit format that several quantisers read, quantisers behind pools and sums, and scaled matrices
 * at the end.
 */
public final class RandomQuantised {
  /** Of the logits. */
  public static final float OUTPUT_SCALE = 0.05f;

  private final Random random;
  private final OnnxGraph graph = new OnnxGraph(13);

  private RandomQuantised(long seed) {
    random = new Random(seed);
  }

  /** The file of a seed, for images of 4x6x6 values around 1. */
  public static byte[] onnx(long seed) {
    return new RandomQuantised(seed).build();
  }

  private byte[] build() {
    Value value = new Value(graph.input(4, 6, 6), new Shape(4, 6, 6));
    value = quantised(value, 0.02f);
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      value = step(value);
    }
    Value pooled =
        new Value(graph.node("GlobalAveragePool", List.of(quantised(value).name())), value.shape());
    int channels = value.shape().channels();
    String flat = flattened(pooled.name());
    String logits = matrix(flat, channels);
    return graph.toBytes(
        quantised(new Value(logits, null), OUTPUT_SCALE, graph.raw(DataType.INT8, new byte[1]))
            .name());
  }

  /** Flattened as floats, or as integers between quantising and dequantising. */
  private String flattened(String pooled) {
    String step = graph.number(0.01f);
    String zero = graph.raw(DataType.UINT8, new byte[] {(byte) 128});
    String integers = graph.node("QuantizeLinear", List.of(pooled, step, zero));
    if (random.nextBoolean()) {
      String flat = graph.node("Flatten", List.of(integers));
      return graph.node("DequantizeLinear", List.of(flat, step, zero));
    }
    String floats = graph.node("DequantizeLinear", List.of(integers, step, zero));
    return graph.node("Flatten", List.of(floats));
  }

  private Value step(Value value) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> convolution(quantised(value));
      case 2 -> {
        // Two readers of one tensor, whose scales may be far apart.
        Value left = convolution(quantised(value, scale()));
        Value right = convolution(quantised(value, scale()));
        yield sum(quantised(left), quantised(right));
      }
      case 3 -> pooled(value, "MaxPool");
      case 4 -> pooled(quantised(value), random.nextBoolean() ? "MaxPool" : "AveragePool");
      default -> {
        Value beside = quantised(pooled(value, "MaxPool"), scale());
        Value own = quantised(pooled(quantised(value, scale()), "MaxPool"));
        yield sum(beside, quantised(convolution(own)));
      }
    };
  }

  private float scale() {
    return (float) Math.scalb(0.01 + 0.03 * random.nextDouble(), -random.nextInt(3));
  }

  private Value quantised(Value value) {
    return quantised(value, (float) (0.01 + 0.03 * random.nextDouble()));
  }

  /** Through eight bits and back, signed or not, around any zero point. */
  private Value quantised(Value value, float scale) {
    return quantised(value, scale, zeroPoint());
  }

  private String zeroPoint() {
    return switch (random.nextInt(4)) {
      case 0 -> graph.raw(DataType.INT8, new byte[1]);
      case 1 -> graph.raw(DataType.INT8, new byte[] {(byte) (random.nextInt(80) - 40)});
      case 2 -> graph.raw(DataType.UINT8, new byte[] {(byte) 128});
      default -> graph.raw(DataType.UINT8, new byte[] {(byte) (random.nextInt(3) * 70)});
    };
  }

  private Value quantised(Value value, float scale, String zero) {
    String step = graph.number(scale);
    String integers = graph.node("QuantizeLinear", List.of(value.name(), step, zero));
    return new Value(graph.node("DequantizeLinear", List.of(integers, step, zero)), value.shape());
  }

  private Value sum(Value left, Value right) {
    Value sum = new Value(graph.node("Add", List.of(left.name(), right.name())), left.shape());
    return random.nextBoolean() ? relu(sum) : sum;
  }

  private Value relu(Value value) {
    return new Value(graph.node("Relu", List.of(value.name())), value.shape());
  }

  private Value pooled(Value value, String operator) {
    AttributeProto kernel = attribute("kernel_shape", new long[] {3, 3});
    AttributeProto pads = attribute("pads", new long[] {1, 1, 1, 1});
    return new Value(graph.node(operator, List.of(value.name()), kernel, pads), value.shape());
  }

  /** As many filters as channels, so that an axis cannot be told by its length. */
  private Value convolution(Value value) {
    int channels = value.shape().channels();
    String weights = weights(9 * channels, channels, channels, 3, 3);
    List<String> inputs = new ArrayList<>(List.of(value.name(), weights));
    if (random.nextBoolean()) {
      inputs.add(graph.floats(floats(channels, 0.3), channels));
    }
    String name = graph.node("Conv", inputs, attribute("pads", new long[] {1, 1, 1, 1}));
    Value result = new Value(name, value.shape());
    return random.nextBoolean() ? relu(result) : result;
  }

  /** A square matrix, so that an axis cannot be told by its length either. */
  private String matrix(String flat, int features) {
    String weights = weights(features, features, features);
    if (random.nextInt(3) == 0) {
      weights = graph.node("Transpose", List.of(weights));
    }
    if (random.nextBoolean()) {
      return graph.node("MatMul", List.of(flat, weights));
    }
    return graph.node(
        "Gemm",
        List.of(flat, weights, graph.floats(floats(features, 0.5), features)),
        attribute("transB", random.nextInt(2)),
        attribute("alpha", random.nextInt(4) == 0 ? -1.5f : 0.5f + 2 * random.nextFloat()),
        attribute("beta", 0.5f + random.nextFloat()));
  }

  /** Dequantised int8 weights, of which {@code products} meet in a sum. */
  private String weights(int products, long... dims) {
    int count = 1;
    for (long dim : dims) {
      count *= (int) dim;
    }
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    int axis = random.nextInt(3);
    int scales = axis == 2 ? 1 : (int) dims[axis];
    float[] steps = new float[scales];
    for (int i = 0; i < scales; i++) {
      steps[i] = (float) ((0.5 + random.nextDouble()) / 128 / Math.sqrt(products));
    }
    String integers = graph.raw(DataType.INT8, bytes, dims);
    return axis == 2
        ? graph.node("DequantizeLinear", List.of(integers, graph.number(steps[0])))
        : graph.node(
            "DequantizeLinear",
            List.of(integers, graph.floats(steps, scales)),
            attribute("axis", axis));
  }

  private float[] floats(int count, double size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (size * random.nextGaussian());
    }
    return values;
  }
}
