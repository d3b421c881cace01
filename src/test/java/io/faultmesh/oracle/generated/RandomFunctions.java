package io.faultmesh.oracle.generated;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;

import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Appends functions of one tensor or two, whole or in the parts that exporters write. */
public final class RandomFunctions {
  /** Functions of one tensor that every operator set from 7 on has. */
  private static final List<String> OPERATORS =
      List.of(
          "LeakyRelu",
          "Elu",
          "Selu",
          "Sigmoid",
          "HardSigmoid",
          "Softplus",
          "Softsign",
          "Tanh",
          "Abs",
          "Neg");

  private final OnnxGraph graph;
  private final Random random;
  private final Supplier<Float> weights;

  public RandomFunctions(OnnxGraph graph, Random random, Supplier<Float> weights) {
    this.graph = graph;
    this.random = random;
    this.weights = weights;
  }

  private String values(long... dims) {
    long count = 1;
    for (long dim : dims) {
      count *= dim;
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights.get();
    }
    return graph.floats(values, dims);
  }

  /** Any function of one tensor. */
  public Value function(Value in) {
    String x = in.name();
    String name =
        switch (random.nextInt(8)) {
          case 0 -> graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(x))));
          case 1 -> hardSwish(x);
          case 2 -> gelu(x);
          case 3 -> graph.node("PRelu", List.of(x, values(in.shape().channels(), 1, 1)));
          case 4 ->
              graph.node(
                  "LRN",
                  List.of(x),
                  attribute("size", 1 + 2 * random.nextInt(3)),
                  attribute("alpha", 0.5f),
                  attribute("beta", 0.75f));
          default -> graph.node(OPERATORS.get(random.nextInt(OPERATORS.size())), List.of(x));
        };
    return new Value(name, in.shape());
  }

  /** As PyTorch wrote it before the operator existed. */
  private String hardSwish(String x) {
    String shifted = graph.node("Add", List.of(x, graph.number(3)));
    String relu6 =
        graph.opset() < 11
            ? graph.node("Clip", List.of(shifted), attribute("min", 0f), attribute("max", 6f))
            : graph.node("Clip", List.of(shifted, graph.number(0), graph.number(6)));
    return graph.node("Div", List.of(graph.node("Mul", List.of(x, relu6)), graph.number(6)));
  }

  private String gelu(String x) {
    if (graph.opset() >= 20 && random.nextBoolean()) {
      return graph.node("Gelu", List.of(x));
    }
    if (graph.opset() < 9) {
      return graph.node("Tanh", List.of(x));
    }
    String inner = graph.node("Div", List.of(x, graph.number((float) Math.sqrt(2))));
    String one = graph.node("Add", List.of(graph.node("Erf", List.of(inner)), graph.number(1)));
    return graph.node("Mul", List.of(graph.node("Mul", List.of(x, one)), graph.number(0.5f)));
  }

  /** Squeeze and excitation: channels scaled by a function of their means. */
  public Value gated(Value in) {
    int channels = in.shape().channels();
    String mean = graph.node("GlobalAveragePool", List.of(in.name()));
    String conv = graph.node("Conv", List.of(mean, values(channels, channels, 1, 1)));
    String gate = graph.node(random.nextBoolean() ? "Sigmoid" : "HardSigmoid", List.of(conv));
    List<String> factors =
        random.nextBoolean() ? List.of(in.name(), gate) : List.of(gate, in.name());
    return new Value(graph.node("Mul", factors), in.shape());
  }

  /** A pair of a tensor and one that is repeated along an axis, or a constant of several axes. */
  public Value pair(Value in) {
    Shape shape = in.shape();
    List<String> operators = List.of("Add", "Sub", "Mul", "Max", "Min");
    // Operators of several inputs broadcast from operator set 8 on.
    String operator = operators.get(random.nextInt(graph.opset() < 8 ? 3 : 5));
    String other =
        random.nextBoolean()
            ? values(shape.channels(), shape.height(), 1)
            : graph.node(
                "MaxPool",
                List.of(in.name()),
                attribute("kernel_shape", new long[] {shape.height(), 1}));
    return new Value(graph.node(operator, List.of(in.name(), other)), shape);
  }

  /** Functions with parameters that are rarely set, of several tensors, powers and quotients. */
  Value unusual(Value in) {
    return switch (random.nextInt(4)) {
      case 0 -> parametrised(in);
      case 1 -> several(in);
      case 2 -> powers(in);
      default -> quotient(in);
    };
  }

  private Value parametrised(Value in) {
    List<String> x = List.of(in.name());
    String name =
        switch (random.nextInt(6)) {
          case 0 -> graph.node("LeakyRelu", x, attribute("alpha", 0.3f));
          case 1 -> graph.node("Elu", x, attribute("alpha", 0.5f));
          case 2 -> graph.node("HardSigmoid", x, attribute("alpha", 0.3f), attribute("beta", 0.4f));
          case 3 -> graph.node("Selu", x, attribute("alpha", 1.5f), attribute("gamma", 1.1f));
          case 4 ->
              graph.opset() < 20
                  ? graph.node("Tanh", x)
                  : graph.node("Gelu", x, attribute("approximate", "tanh"));
          default -> graph.opset() < 14 ? graph.node("Sigmoid", x) : graph.node("HardSwish", x);
        };
    return new Value(name, in.shape());
  }

  private Value several(Value in) {
    String other = graph.node("Neg", List.of(in.name()));
    String third = graph.node("Sigmoid", List.of(in.name()));
    List<String> operators = List.of("Sum", "Max", "Min");
    String operator = operators.get(random.nextInt(graph.opset() < 8 ? 1 : 3));
    return new Value(graph.node(operator, List.of(in.name(), third, other)), in.shape());
  }

  private Value powers(Value in) {
    String exponent = graph.number(random.nextBoolean() ? 2 : 3);
    return new Value(graph.node("Pow", List.of(in.name(), exponent)), in.shape());
  }

  /** Divided by something of at least a half. */
  private Value quotient(Value in) {
    String gate = graph.node("Sigmoid", List.of(in.name()));
    String divisor = graph.node("Add", List.of(gate, graph.number(0.5f)));
    return new Value(graph.node("Div", List.of(in.name(), divisor)), in.shape());
  }
}
