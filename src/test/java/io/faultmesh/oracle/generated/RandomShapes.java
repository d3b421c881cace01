package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Appends what turns shapes into other shapes, in the roundabout ways of exporters, and the fully
 * connected layers behind.
 */
public final class RandomShapes {
  private final OnnxGraph graph;
  private final Random random;
  private final Supplier<Float> weights;

  public RandomShapes(OnnxGraph graph, Random random, Supplier<Float> weights) {
    this.graph = graph;
    this.random = random;
    this.weights = weights;
  }

  /** Zeros around the image: with pads as they are, or computed as PyTorch's exporter does. */
  public Value pad(Value in) {
    long top = random.nextInt(3);
    long left = random.nextInt(3);
    long bottom = random.nextInt(3);
    long right = random.nextInt(3);
    if (graph.opset() < 11) {
      long[] pads = {0, 0, top, left, 0, 0, bottom, right};
      String old =
          graph.node(
              "Pad", List.of(in.name()), attribute("mode", "constant"), attribute("pads", pads));
      return padded(old, in.shape(), top + bottom, left + right);
    }
    String pads =
        random.nextBoolean()
            ? graph.longs(0, 0, top, left, 0, 0, bottom, right)
            : computedPads(left, right, top, bottom);
    String name = graph.node("Pad", List.of(in.name(), pads), attribute("mode", "constant"));
    return padded(name, in.shape(), top + bottom, left + right);
  }

  private static Value padded(String name, Shape shape, long more, long wider) {
    return new Value(
        name,
        new Shape(shape.channels(), shape.height() + (int) more, shape.width() + (int) wider));
  }

  /** Pads listed from the last axis on, filled up with zeros, reversed and transposed. */
  private String computedPads(long... pads) {
    String zeros = graph.node("ConstantOfShape", List.of(graph.constant(8 - pads.length)));
    zeros = cast(zeros);
    String all = graph.node("Concat", List.of(graph.constant(pads), zeros), attribute("axis", 0));
    String pairs = graph.node("Reshape", List.of(all, graph.constant(-1, 2)));
    String reversed =
        graph.node(
            "Slice",
            List.of(
                pairs,
                graph.constant(-1),
                graph.constant(Long.MIN_VALUE + 1),
                graph.constant(0),
                graph.constant(-1)));
    String turned =
        graph.node("Transpose", List.of(reversed), attribute("perm", new long[] {1, 0}));
    return cast(graph.node("Reshape", List.of(turned, graph.constant(-1))));
  }

  private String cast(String value) {
    return graph.node("Cast", List.of(value), attribute("to", DataType.INT64.getNumber()));
  }

  /** From an image to features, in one of the ways that exporters write. */
  public Value flatten(Value in) {
    Shape shape = in.shape();
    int features = shape.size();
    boolean flat = shape.pixels() == 1;
    String name =
        switch (random.nextInt(flat ? 4 : 3)) {
          case 0 -> graph.node("Flatten", List.of(in.name()), attribute("axis", 1));
          case 1 -> graph.node("Reshape", List.of(in.name(), graph.longs(0, -1)));
          case 2 -> graph.node("Reshape", List.of(in.name(), batchAndRest(in)));
          default -> squeeze(in);
        };
    return new Value(name, new Shape(features, 1, 1));
  }

  /** {@code view(x.size(0), -1)}. */
  private String batchAndRest(Value in) {
    String dims = graph.node("Shape", List.of(in.name()));
    String batch = graph.node("Gather", List.of(dims, graph.scalar(0)), attribute("axis", 0));
    String list =
        graph.opset() < 13
            ? graph.node("Unsqueeze", List.of(batch), attribute("axes", new long[] {0}))
            : graph.node("Unsqueeze", List.of(batch, graph.constant(0)));
    return graph.node("Concat", List.of(list, graph.constant(-1)), attribute("axis", 0));
  }

  private String squeeze(Value in) {
    return graph.opset() < 13
        ? graph.node("Squeeze", List.of(in.name()), attribute("axes", new long[] {2, 3}))
        : graph.node("Squeeze", List.of(in.name(), graph.longs(-1, -2)));
  }

  /** A fully connected layer: Gemm either way round, or MatMul with or without Add. */
  public Value dense(Value in, int filters) {
    int features = in.shape().size();
    boolean biased = graph.opset() < 11 || random.nextInt(4) > 0;
    String bias = biased ? graph.floats(values(filters), filters) : null;
    String name;
    if (random.nextBoolean()) {
      boolean transposed = random.nextBoolean();
      long[] dims = transposed ? new long[] {filters, features} : new long[] {features, filters};
      List<AttributeProto> attributes = new ArrayList<>();
      attributes.add(attribute("transB", transposed ? 1 : 0));
      attributes.add(attribute("alpha", random.nextBoolean() ? 1f : 2f));
      attributes.add(attribute("beta", random.nextBoolean() ? 1f : 3f));
      List<String> inputs = new ArrayList<>();
      inputs.add(in.name());
      inputs.add(graph.floats(values(features * filters), dims));
      if (biased) {
        inputs.add(bias);
      }
      name = graph.node("Gemm", inputs, attributes.toArray(AttributeProto[]::new));
    } else {
      String matrix = graph.floats(values(features * filters), features, filters);
      name = graph.node("MatMul", List.of(in.name(), matrix));
      if (biased) {
        List<String> sum = random.nextBoolean() ? List.of(name, bias) : List.of(bias, name);
        name = graph.node("Add", sum);
      }
    }
    return new Value(name, new Shape(filters, 1, 1));
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = weights.get();
    }
    return values;
  }

  public Value softmax(Value in) {
    return new Value(graph.node("Softmax", List.of(in.name()), attribute("axis", 1)), in.shape());
  }
}
