package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Appends randomly shaped operators to a graph, with weights from a given source. */
public final class RandomOperators {

  /** A value of the graph, with the shape of one image. */
  public record Value(String name, Shape shape) {}

  private final OnnxGraph graph;
  private final Random random;
  private final Supplier<Float> weights;

  /**
   * Operators for a graph.
   *
   * @param weights gives one weight or bias after another
   */
  public RandomOperators(OnnxGraph graph, Random random, Supplier<Float> weights) {
    this.graph = graph;
    this.random = random;
    this.weights = weights;
  }

  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = weights.get();
    }
    return values;
  }

  /** One side of a window: kernel, stride, dilation, and pads before and after. */
  private record Side(int kernel, int stride, int dilation, int before, int after) {
    int output(int side) {
      return (side + before + after - reach()) / stride + 1;
    }

    int reach() {
      return (kernel - 1) * dilation + 1;
    }
  }

  private Side side(int length, int maxKernel, int maxPad, boolean dilate) {
    while (true) {
      int kernel = between(1, maxKernel);
      Side side =
          new Side(
              kernel,
              between(1, 3),
              dilate && chance(0.3) ? 2 : 1,
              between(0, maxPad),
              between(0, maxPad));
      if (side.reach() <= length + side.before + side.after) {
        return side;
      }
    }
  }

  private static List<AttributeProto> window(Side y, Side x) {
    return new ArrayList<>(
        List.of(
            attribute("kernel_shape", new long[] {y.kernel, x.kernel}),
            attribute("strides", new long[] {y.stride, x.stride}),
            attribute("pads", new long[] {y.before, x.before, y.after, x.after})));
  }

  /** A convolution of any kind: grouped, depthwise, strided, dilated, padded on either side. */
  public Value convolution(Value in) {
    int channels = in.shape().channels();
    int[] divisors = IntStream.rangeClosed(1, channels).filter(d -> channels % d == 0).toArray();
    int groups = chance(0.5) ? 1 : divisors[random.nextInt(divisors.length)];
    int filters = groups * (groups == channels && chance(0.7) ? 1 : between(1, groups > 1 ? 2 : 5));
    Side y = side(in.shape().height(), 5, 2, true);
    Side x = side(in.shape().width(), 5, 2, true);
    return convolution(in, filters, groups, y, x);
  }

  /** A convolution that keeps the shape. */
  public Value sameConvolution(Value in) {
    Side side = new Side(3, 1, 1, 1, 1);
    return convolution(in, in.shape().channels(), 1, side, side);
  }

  private Value convolution(Value in, int filters, int groups, Side y, Side x) {
    int perGroup = in.shape().channels() / groups;
    int count = filters * perGroup * y.kernel * x.kernel;
    List<String> inputs = new ArrayList<>();
    inputs.add(in.name());
    inputs.add(graph.floats(values(count), filters, perGroup, y.kernel, x.kernel));
    if (chance(0.6)) {
      inputs.add(graph.floats(values(filters), filters));
    }
    List<AttributeProto> attributes = window(y, x);
    attributes.add(attribute("dilations", new long[] {y.dilation, x.dilation}));
    attributes.add(attribute("group", groups));
    String name = graph.node("Conv", inputs, attributes.toArray(AttributeProto[]::new));
    Shape shape = new Shape(filters, y.output(in.shape().height()), x.output(in.shape().width()));
    return new Value(name, shape);
  }

  /** Batch normalisation with variances whose roots are 1 or 2, so that integers stay integers. */
  public Value batchNormalisation(Value in) {
    int channels = in.shape().channels();
    float[] variances = new float[channels];
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      variances[c] = chance(0.5) ? 1 : 4;
      scales[c] = (chance(0.5) ? 1 : -1) * (float) Math.sqrt(variances[c]) * between(1, 2);
    }
    List<String> inputs =
        List.of(
            in.name(),
            graph.floats(scales, channels),
            graph.floats(values(channels), channels),
            graph.floats(values(channels), channels),
            graph.floats(variances, channels));
    String name = graph.node("BatchNormalization", inputs, attribute("epsilon", 0f));
    return new Value(name, in.shape());
  }

  public Value relu(Value in) {
    return new Value(graph.node("Relu", List.of(in.name())), in.shape());
  }

  /** ReLU6 as exporters write it. */
  public Value relu6(Value in) {
    if (graph.opset() < 11) {
      String name =
          graph.node("Clip", List.of(in.name()), attribute("min", 0f), attribute("max", 6f));
      return new Value(name, in.shape());
    }
    List<String> inputs =
        List.of(in.name(), graph.floats(new float[] {0}), graph.floats(new float[] {6}));
    return new Value(graph.node("Clip", inputs), in.shape());
  }

  public Value maxPool(Value in) {
    return pool(in, "MaxPool", 0);
  }

  public Value averagePool(Value in, boolean countPads) {
    return pool(in, "AveragePool", countPads ? 1 : 0);
  }

  private Value pool(Value in, String operator, int countPads) {
    Side y = poolSide(in.shape().height());
    Side x = poolSide(in.shape().width());
    List<AttributeProto> attributes = window(y, x);
    // Counting pads as well means different things in different versions of the standard.
    boolean ceil =
        countPads == 0
            && graph.opset() >= 10
            && chance(0.5)
            && canCeil(y, in.shape().height())
            && canCeil(x, in.shape().width());
    if (graph.opset() >= 10) {
      attributes.add(attribute("ceil_mode", ceil ? 1 : 0));
    }
    if (operator.equals("AveragePool")) {
      attributes.add(attribute("count_include_pad", countPads));
    }
    String name =
        graph.node(operator, List.of(in.name()), attributes.toArray(AttributeProto[]::new));
    int height = poolOutput(y, in.shape().height(), ceil);
    int width = poolOutput(x, in.shape().width(), ceil);
    return new Value(name, new Shape(in.shape().channels(), height, width));
  }

  /** Pads must be less than the kernel, or a window would see nothing else. */
  private Side poolSide(int length) {
    while (true) {
      Side side = side(length, 4, 2, false);
      if (side.before < side.kernel && side.after < side.kernel) {
        return side;
      }
    }
  }

  /**
   * A last window that would start behind the image is dropped by ONNX Runtime, but counted by the
   * shapes that it infers, so it refuses some files with such windows.
   */
  private static boolean canCeil(Side side, int length) {
    return side.output(length) * side.stride < length + side.before;
  }

  private static int poolOutput(Side side, int length, boolean ceil) {
    int floor = side.output(length);
    int rest = length + side.before + side.after - side.reach() - (floor - 1) * side.stride;
    return ceil && rest > 0 ? floor + 1 : floor;
  }

  public Value globalPool(Value in) {
    Shape shape = new Shape(in.shape().channels(), 1, 1);
    if (chance(0.5)) {
      return new Value(graph.node("GlobalAveragePool", List.of(in.name())), shape);
    }
    String name =
        graph.opset() < 18
            ? graph.node("ReduceMean", List.of(in.name()), attribute("axes", new long[] {2, 3}))
            : graph.node("ReduceMean", List.of(in.name(), graph.longs(-1, -2)));
    return new Value(name, shape);
  }

  public Value add(Value left, Value right) {
    return new Value(graph.node("Add", List.of(left.name(), right.name())), left.shape());
  }

  /** Two values of one shape side by side along any axis. */
  public Value concatenate(Value left, Value right) {
    int axis = between(1, 3);
    String name = graph.node("Concat", List.of(left.name(), right.name()), attribute("axis", axis));
    Shape a = left.shape();
    Shape b = right.shape();
    return new Value(
        name,
        new Shape(
            a.channels() + (axis == 1 ? b.channels() : 0),
            a.height() + (axis == 2 ? b.height() : 0),
            a.width() + (axis == 3 ? b.width() : 0)));
  }

  /** Identity or Dropout. */
  public Value passThrough(Value in) {
    return new Value(
        graph.node(chance(0.5) ? "Identity" : "Dropout", List.of(in.name())), in.shape());
  }

  /** A slice with a start, an end and a step along each of some axes. */
  public Value slice(Value in) {
    int[] sides = {in.shape().channels(), in.shape().height(), in.shape().width()};
    long[] starts = new long[3];
    long[] ends = new long[3];
    long[] steps = new long[3];
    for (int i = 0; i < 3; i++) {
      starts[i] = between(0, sides[i] - 1);
      int end = between((int) starts[i] + 1, sides[i]);
      steps[i] = graph.opset() < 10 ? 1 : between(1, 2);
      int length = (end - (int) starts[i] + (int) steps[i] - 1) / (int) steps[i];
      ends[i] = end == sides[i] && chance(0.5) ? Long.MAX_VALUE : end;
      starts[i] = chance(0.3) ? starts[i] - sides[i] : starts[i];
      sides[i] = length;
    }
    if (graph.opset() < 10) {
      String old =
          graph.node(
              "Slice",
              List.of(in.name()),
              attribute("starts", starts),
              attribute("ends", ends),
              attribute("axes", new long[] {1, 2, 3}));
      return new Value(old, new Shape(sides[0], sides[1], sides[2]));
    }
    String name =
        graph.node(
            "Slice",
            List.of(
                in.name(),
                graph.longs(starts),
                graph.constant(ends),
                graph.longs(1, 2, 3),
                graph.longs(steps)));
    return new Value(name, new Shape(sides[0], sides[1], sides[2]));
  }
}
