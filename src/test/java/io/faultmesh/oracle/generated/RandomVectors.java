package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Appends functions of vectors, products of activations, and values taken by their places. */
public final class RandomVectors {
  private final OnnxGraph graph;
  private final Random random;
  private final Supplier<Float> weights;

  public RandomVectors(OnnxGraph graph, Random random, Supplier<Float> weights) {
    this.graph = graph;
    this.random = random;
    this.weights = weights;
  }

  public Value softmax(Value in) {
    int axis = 1 + random.nextInt(3);
    return new Value(
        graph.node("Softmax", List.of(in.name()), attribute("axis", axis)), in.shape());
  }

  /** Layer normalisation of rows, as one operator or in its parts. */
  public Value layerNormalisation(Value in) {
    int length = in.shape().width();
    String gamma = vector(length);
    String beta = vector(length);
    if (graph.opset() >= 17 && random.nextBoolean()) {
      List<String> inputs = List.of(in.name(), gamma, beta);
      return new Value(graph.node("LayerNormalization", inputs), in.shape());
    }
    String centred = graph.node("Sub", List.of(in.name(), mean(in.name())));
    String squares =
        random.nextBoolean()
            ? graph.node("Mul", List.of(centred, centred))
            : graph.node("Pow", List.of(centred, graph.number(2)));
    String sum = graph.node("Add", List.of(mean(squares), graph.number(1e-5f)));
    String quotient = graph.node("Div", List.of(centred, graph.node("Sqrt", List.of(sum))));
    String scaled = graph.node("Mul", List.of(quotient, gamma));
    return new Value(graph.node("Add", List.of(scaled, beta)), in.shape());
  }

  private String vector(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = weights.get();
    }
    return graph.floats(values, length);
  }

  private String mean(String x) {
    return graph.opset() < 18
        ? graph.node("ReduceMean", List.of(x), attribute("axes", new long[] {-1}))
        : graph.node("ReduceMean", List.of(x, graph.longs(-1)));
  }

  /** Channels weighted by how alike they are, by one head or two. */
  public Value attention(Value in) {
    Shape shape = in.shape();
    int heads = shape.channels() % 2 == 0 && random.nextBoolean() ? 2 : 1;
    long[] split = {0, heads, shape.channels() / heads, -1};
    String query = graph.node("Reshape", List.of(in.name(), graph.longs(split)));
    String key =
        graph.node("Transpose", List.of(query), attribute("perm", new long[] {0, 1, 3, 2}));
    String alike = graph.node("MatMul", List.of(query, key));
    String scaled = graph.node("Div", List.of(alike, graph.number(4)));
    String share = graph.node("Softmax", List.of(scaled), attribute("axis", 3));
    String sum = graph.node("MatMul", List.of(share, query));
    long[] dims = {0, shape.channels(), shape.height(), shape.width()};
    return new Value(graph.node("Reshape", List.of(sum, graph.longs(dims))), shape);
  }

  /** The products of all pairs of channels: each channel's pixels are a vector. */
  public Value similarity(Value in) {
    Shape shape = in.shape();
    String rows = graph.node("Reshape", List.of(in.name(), graph.longs(0, shape.channels(), -1)));
    String columns =
        graph.node("Transpose", List.of(rows), attribute("perm", new long[] {0, 2, 1}));
    String alike = graph.node("MatMul", List.of(rows, columns));
    Shape square = new Shape(shape.channels(), shape.channels(), 1);
    long[] dims = {0, shape.channels(), shape.channels(), 1};
    return new Value(graph.node("Reshape", List.of(alike, graph.longs(dims))), square);
  }

  /** Values along an axis, some of them several times. */
  public Value gather(Value in) {
    int axis = 1 + random.nextInt(3);
    int[] sides = {in.shape().channels(), in.shape().height(), in.shape().width()};
    long[] places = new long[1 + random.nextInt(4)];
    for (int i = 0; i < places.length; i++) {
      places[i] = random.nextInt(sides[axis - 1]);
    }
    sides[axis - 1] = places.length;
    String name =
        graph.node("Gather", List.of(in.name(), graph.longs(places)), attribute("axis", axis));
    return new Value(name, new Shape(sides[0], sides[1], sides[2]));
  }

  public Value enlarge(Value in) {
    Shape shape = in.shape();
    String scales = graph.floats(new float[] {1, 1, 2, 3}, 4);
    String name =
        graph.opset() < 9
            ? null
            : graph.opset() < 10
                ? graph.node("Upsample", List.of(in.name(), scales))
                : graph.opset() < 11
                    ? graph.node("Resize", List.of(in.name(), scales))
                    : resized(in.name(), scales);
    return name == null
        ? in
        : new Value(name, new Shape(shape.channels(), 2 * shape.height(), 3 * shape.width()));
  }

  private String resized(String x, String scales) {
    List<String> coordinates = List.of("asymmetric", "half_pixel", "align_corners");
    List<String> nearest = List.of("floor", "round_prefer_floor", "ceil");
    String roi = graph.floats(new float[0], 0);
    return graph.node(
        "Resize",
        List.of(x, roi, scales),
        attribute("coordinate_transformation_mode", coordinates.get(random.nextInt(3))),
        attribute("nearest_mode", nearest.get(random.nextInt(3))));
  }
}
