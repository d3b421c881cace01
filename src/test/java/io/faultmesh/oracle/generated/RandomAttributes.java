package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Appends operators with attributes that few exporters set, or leaves out those that most set. Some
 * of what it writes the importer may refuse.
 */
public final class RandomAttributes {
  private final OnnxGraph graph;
  private final Random random;
  private final Supplier<Float> weights;
  private final RandomFunctions functions;

  public RandomAttributes(OnnxGraph graph, Random random, Supplier<Float> weights) {
    this.functions = new RandomFunctions(graph, random, weights);
    this.graph = graph;
    this.random = random;
    this.weights = weights;
  }

  /** One of all, whose result has four dimensions. */
  public Value any(Value in) {
    return switch (random.nextInt(16)) {
      case 0 -> autoPaddedConvolution(in);
      case 1 -> autoPaddedPool(in);
      case 2 -> dilatedPool(in);
      case 3 -> meanWithoutDimension(in);
      case 4 -> oneLimit(in);
      case 5 -> resizedTo(in);
      case 6 -> reversed(in);
      case 7 -> padded(in);
      case 8 -> halves(in);
      case 9 -> one(in);
      case 10 -> constantOnTheLeft(in);
      case 11 -> normalisedPlanes(in);
      default -> functions.unusual(in);
    };
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = weights.get();
    }
    return values;
  }

  private String node(String operator, List<String> inputs, List<AttributeProto> attributes) {
    return graph.node(operator, inputs, attributes.toArray(AttributeProto[]::new));
  }

  private static int same(int side, int stride) {
    return (side + stride - 1) / stride;
  }

  private String padding() {
    return List.of("SAME_UPPER", "SAME_LOWER", "VALID").get(random.nextInt(3));
  }

  private static int output(String padding, int side, int kernel, int stride) {
    return padding.equals("VALID") ? (side - kernel) / stride + 1 : same(side, stride);
  }

  private Value autoPaddedConvolution(Value in) {
    Shape shape = in.shape();
    int kernel = 1 + random.nextInt(Math.min(4, Math.min(shape.height(), shape.width())));
    int stride = 1 + random.nextInt(2);
    int filters = 1 + random.nextInt(4);
    String padding = padding();
    String matrix =
        graph.floats(
            values(filters * shape.channels() * kernel * kernel),
            filters,
            shape.channels(),
            kernel,
            kernel);
    List<AttributeProto> attributes =
        List.of(attribute("auto_pad", padding), attribute("strides", new long[] {stride, stride}));
    return new Value(
        node("Conv", List.of(in.name(), matrix), attributes),
        new Shape(
            filters,
            output(padding, shape.height(), kernel, stride),
            output(padding, shape.width(), kernel, stride)));
  }

  private Value autoPaddedPool(Value in) {
    Shape shape = in.shape();
    int kernel = 1 + random.nextInt(Math.min(3, Math.min(shape.height(), shape.width())));
    int stride = 1 + random.nextInt(2);
    String padding = padding();
    List<AttributeProto> attributes =
        List.of(
            attribute("auto_pad", padding),
            attribute("kernel_shape", new long[] {kernel, kernel}),
            attribute("strides", new long[] {stride, stride}));
    String operator = random.nextBoolean() ? "MaxPool" : "AveragePool";
    return new Value(
        node(operator, List.of(in.name()), attributes),
        new Shape(
            shape.channels(),
            output(padding, shape.height(), kernel, stride),
            output(padding, shape.width(), kernel, stride)));
  }

  private Value dilatedPool(Value in) {
    Shape shape = in.shape();
    if (graph.opset() < 10 || shape.height() < 3 || shape.width() < 3) {
      return in;
    }
    List<AttributeProto> attributes =
        List.of(
            attribute("kernel_shape", new long[] {2, 2}),
            attribute("dilations", new long[] {2, 1 + random.nextInt(2)}));
    int across = (int) attributes.get(1).getInts(1);
    return new Value(
        node("MaxPool", List.of(in.name()), attributes),
        new Shape(shape.channels(), shape.height() - 2, shape.width() - across));
  }

  private Value meanWithoutDimension(Value in) {
    Shape shape = in.shape();
    int axis = 1 + random.nextInt(3);
    List<AttributeProto> attributes = new ArrayList<>(List.of(attribute("keepdims", 0)));
    List<String> inputs = new ArrayList<>(List.of(in.name()));
    if (graph.opset() < 18) {
      attributes.add(attribute("axes", new long[] {axis}));
    } else {
      inputs.add(graph.longs(axis));
    }
    String mean = node("ReduceMean", inputs, attributes);
    String name =
        graph.opset() < 13
            ? graph.node("Unsqueeze", List.of(mean), attribute("axes", new long[] {axis}))
            : graph.node("Unsqueeze", List.of(mean, graph.longs(axis)));
    int[] sides = {shape.channels(), shape.height(), shape.width()};
    sides[axis - 1] = 1;
    return new Value(name, new Shape(sides[0], sides[1], sides[2]));
  }

  private Value oneLimit(Value in) {
    boolean low = random.nextBoolean();
    float limit = low ? -0.5f : 0.7f;
    if (graph.opset() < 11) {
      return new Value(
          graph.node("Clip", List.of(in.name()), attribute(low ? "min" : "max", limit)),
          in.shape());
    }
    List<String> inputs =
        low ? List.of(in.name(), graph.number(limit)) : List.of(in.name(), "", graph.number(limit));
    return new Value(graph.node("Clip", inputs), in.shape());
  }

  private Value resizedTo(Value in) {
    Shape shape = in.shape();
    if (graph.opset() < 13) {
      return in;
    }
    int height = 1 + random.nextInt(2 * shape.height());
    int width = 1 + random.nextInt(2 * shape.width());
    List<String> modes = List.of("asymmetric", "half_pixel", "pytorch_half_pixel");
    List<String> nearest = List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil");
    List<AttributeProto> attributes =
        List.of(
            attribute("mode", "nearest"),
            attribute("coordinate_transformation_mode", modes.get(random.nextInt(3))),
            attribute("nearest_mode", nearest.get(random.nextInt(4))));
    List<String> inputs =
        List.of(in.name(), "", "", graph.longs(1, shape.channels(), height, width));
    return new Value(
        node("Resize", inputs, attributes), new Shape(shape.channels(), height, width));
  }

  private Value reversed(Value in) {
    if (graph.opset() < 10) {
      return in;
    }
    List<String> inputs =
        List.of(
            in.name(),
            graph.longs(-1),
            graph.longs(Long.MIN_VALUE + 1),
            graph.longs(1 + random.nextInt(3)),
            graph.longs(-1));
    return new Value(graph.node("Slice", inputs), in.shape());
  }

  private Value padded(Value in) {
    Shape shape = in.shape();
    if (graph.opset() < 11) {
      return in;
    }
    String mode = List.of("constant", "edge", "reflect").get(random.nextInt(3));
    boolean room = shape.height() > 1 && shape.width() > 1;
    List<String> inputs = new ArrayList<>(List.of(in.name()));
    inputs.add(graph.longs(0, 0, 1, 0, 0, 0, 0, 1));
    if (mode.equals("constant") || !room) {
      inputs.add(graph.number(random.nextInt(2)));
    }
    String name = graph.node("Pad", inputs, attribute("mode", room ? mode : "constant"));
    return new Value(name, new Shape(shape.channels(), shape.height() + 1, shape.width() + 1));
  }

  /** Parts without stated lengths, and a sum of them. */
  private Value halves(Value in) {
    Shape shape = in.shape();
    if (shape.channels() % 2 != 0) {
      return in;
    }
    List<AttributeProto> attributes = new ArrayList<>(List.of(attribute("axis", -3)));
    if (graph.opset() >= 18) {
      attributes.add(attribute("num_outputs", 2));
    }
    if (graph.opset() < 11) {
      attributes.set(0, attribute("axis", 1));
    }
    List<String> parts =
        graph.nodes("Split", 2, List.of(in.name()), attributes.toArray(AttributeProto[]::new));
    return new Value(
        graph.node("Sub", parts), new Shape(shape.channels() / 2, shape.height(), shape.width()));
  }

  /** One channel, counted from the end, whose dimension comes back. */
  private Value one(Value in) {
    Shape shape = in.shape();
    if (graph.opset() < 11) {
      return in;
    }
    String taken = graph.node("Gather", List.of(in.name(), graph.scalar(-1)), attribute("axis", 1));
    String name =
        graph.node("Reshape", List.of(taken, graph.longs(-1, 1, shape.height(), shape.width())));
    return new Value(name, new Shape(1, shape.height(), shape.width()));
  }

  private Value constantOnTheLeft(Value in) {
    Shape shape = in.shape();
    int rows = 1 + random.nextInt(3);
    String matrix = graph.floats(values(rows * shape.height()), rows, shape.height());
    String name = graph.node("MatMul", List.of(matrix, in.name()));
    return new Value(name, new Shape(shape.channels(), rows, shape.width()));
  }

  /** Layer normalisation of more than one axis. */
  private Value normalisedPlanes(Value in) {
    Shape shape = in.shape();
    if (graph.opset() < 17 || shape.pixels() < 4) {
      return in;
    }
    float[] gamma = values(shape.pixels());
    List<String> inputs = List.of(in.name(), graph.floats(gamma, shape.height(), shape.width()));
    return new Value(
        graph.node("LayerNormalization", inputs, attribute("axis", 2), attribute("epsilon", 0.1f)),
        shape);
  }
}
