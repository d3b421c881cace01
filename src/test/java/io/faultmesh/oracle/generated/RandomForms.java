package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Appends what exporters write besides layers: arithmetic with constants, means and splits along
 * any axis, transpositions, channel shuffles, and layers over one dimension or over rows of
 * features.
 */
public final class RandomForms {
  private final OnnxGraph graph;
  private final Random random;
  private final Supplier<Float> weights;

  public RandomForms(OnnxGraph graph, Random random, Supplier<Float> weights) {
    this.graph = graph;
    this.random = random;
    this.weights = weights;
  }

  private static long[] dims(Shape shape) {
    return new long[] {1, shape.channels(), shape.height(), shape.width()};
  }

  private static Shape shape(long... sides) {
    return new Shape((int) sides[0], (int) sides[1], (int) sides[2]);
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = weights.get();
    }
    return values;
  }

  /** Add, Sub or Mul with one number, or one per place along an axis; or Div by powers of two. */
  public Value constant(Value in) {
    long[] sides = dims(in.shape());
    int axis = random.nextInt(4);
    long[] dims = new long[4 - axis];
    Arrays.fill(dims, 1);
    dims[0] = sides[axis];
    float[] constant = values((int) dims[0]);
    String operator = List.of("Add", "Sub", "Mul", "Div").get(random.nextInt(4));
    if (operator.equals("Div")) {
      for (int i = 0; i < constant.length; i++) {
        constant[i] = random.nextBoolean() ? 0.5f : -0.25f;
      }
    }
    String given = graph.floats(constant, dims);
    boolean first = !operator.equals("Div") && random.nextBoolean();
    return new Value(
        graph.node(operator, first ? List.of(given, in.name()) : List.of(in.name(), given)),
        in.shape());
  }

  /** A sum of three. */
  public Value sum(Value a, Value b) {
    return new Value(graph.node("Sum", List.of(a.name(), b.name(), a.name())), a.shape());
  }

  /** A mean over any axes but the batch. */
  public Value mean(Value in) {
    long[] sides = dims(in.shape());
    long[] axes =
        IntStream.rangeClosed(1, 3).filter(i -> random.nextBoolean()).asLongStream().toArray();
    if (axes.length == 0) {
      axes = new long[] {1};
    }
    for (int i = 0; i < axes.length; i++) {
      sides[(int) axes[i]] = 1;
      axes[i] = random.nextBoolean() ? axes[i] : axes[i] - 4;
    }
    List<String> inputs = new ArrayList<>(List.of(in.name()));
    List<AttributeProto> attributes = new ArrayList<>(List.of(attribute("keepdims", 1)));
    if (graph.opset() < 18) {
      attributes.add(attribute("axes", axes));
    } else {
      inputs.add(graph.longs(axes));
    }
    String name = graph.node("ReduceMean", inputs, attributes.toArray(AttributeProto[]::new));
    return new Value(name, shape(sides[1], sides[2], sides[3]));
  }

  public Value globalMaxPool(Value in) {
    String name = graph.node("GlobalMaxPool", List.of(in.name()));
    return new Value(name, new Shape(in.shape().channels(), 1, 1));
  }

  public Value transpose(Value in) {
    List<Integer> order = new ArrayList<>(List.of(1, 2, 3));
    Collections.shuffle(order, random);
    long[] perm = {0, order.get(0), order.get(1), order.get(2)};
    long[] sides = dims(in.shape());
    String name = graph.node("Transpose", List.of(in.name()), attribute("perm", perm));
    return new Value(name, shape(sides[order.get(0)], sides[order.get(1)], sides[order.get(2)]));
  }

  /** Channels in groups of other groups, through five dimensions. */
  public Value shuffle(Value in) {
    int channels = in.shape().channels();
    int[] divisors = IntStream.rangeClosed(1, channels).filter(d -> channels % d == 0).toArray();
    int groups = divisors[random.nextInt(divisors.length)];
    long height = in.shape().height();
    long width = in.shape().width();
    String apart =
        graph.node(
            "Reshape",
            List.of(in.name(), graph.longs(0, groups, channels / groups, height, width)));
    String turned =
        graph.node("Transpose", List.of(apart), attribute("perm", new long[] {0, 2, 1, 3, 4}));
    String name = graph.node("Reshape", List.of(turned, graph.longs(-1, channels, height, width)));
    return new Value(name, in.shape());
  }

  /** Two parts of an axis, put together the other way round. */
  public Value swapParts(Value in) {
    long[] sides = dims(in.shape());
    int[] axes = IntStream.rangeClosed(1, 3).filter(i -> sides[i] > 1).toArray();
    if (axes.length == 0) {
      return in;
    }
    int axis = axes[random.nextInt(axes.length)];
    long first = 1 + random.nextInt((int) sides[axis] - 1);
    long[] lengths = {first, sides[axis] - first};
    List<String> inputs = new ArrayList<>(List.of(in.name()));
    List<AttributeProto> attributes = new ArrayList<>(List.of(attribute("axis", axis)));
    if (graph.opset() < 13) {
      attributes.add(attribute("split", lengths));
    } else {
      inputs.add(graph.longs(lengths));
    }
    List<String> parts = graph.nodes("Split", 2, inputs, attributes.toArray(AttributeProto[]::new));
    String name =
        graph.node("Concat", List.of(parts.get(1), parts.get(0)), attribute("axis", axis));
    return new Value(name, in.shape());
  }

  /** A fully connected layer over the last axis: of every pixel row of every channel. */
  public Value rows(Value in) {
    Shape shape = in.shape();
    int filters = 1 + random.nextInt(4);
    float[] matrix = values(shape.width() * filters);
    String product =
        graph.node("MatMul", List.of(in.name(), graph.floats(matrix, shape.width(), filters)));
    String sum = graph.node("Add", List.of(product, graph.floats(values(filters), filters)));
    return new Value(
        random.nextBoolean() ? sum : graph.node("Relu", List.of(sum)),
        new Shape(shape.channels(), shape.height(), filters));
  }

  /** A convolution and a pool of one dimension, on the image's pixels in a row. */
  public Value oneDimension(Value in) {
    if (in.shape().pixels() < 2) {
      // The pool would leave nothing.
      return in;
    }
    int channels = in.shape().channels();
    String row = graph.node("Reshape", List.of(in.name(), graph.longs(0, channels, -1)));
    int filters = 1 + random.nextInt(3);
    String kernel = graph.floats(values(filters * channels * 3), filters, channels, 3);
    String conv =
        graph.node(
            "Conv",
            List.of(row, kernel),
            attribute("kernel_shape", new long[] {3}),
            attribute("pads", new long[] {2, 1}),
            attribute("strides", new long[] {2}));
    int convolved = in.shape().pixels() / 2 + 1;
    String pool = graph.node("MaxPool", List.of(conv), attribute("kernel_shape", new long[] {2}));
    String name = graph.node("Reshape", List.of(pool, graph.longs(0, 0, -1, 1)));
    return new Value(name, new Shape(filters, convolved - 1, 1));
  }
}
