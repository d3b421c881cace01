package io.faultmesh.network.onnx;

import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.arithmetic.UnaryFunction.Operator;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads ONNX's elementwise operators as functions. */
final class FunctionReader {
  /** Operators of one input that are no mere limits: each becomes a table. */
  static final List<String> FUNCTIONS =
      List.of(
          "LeakyRelu Elu Celu Selu Sigmoid HardSigmoid HardSwish Softplus Softsign Mish Tanh Gelu Erf "
              .concat("Exp Sqrt Abs Neg Reciprocal Pow")
              .split(" "));

  private static final Set<String> LIMITS = Set.of("Relu", "Clip");

  private static final Map<String, Operator> OF_TWO =
      Map.of(
          "Add", Operator.ADD,
          "Sub", Operator.SUBTRACT,
          "Mul", Operator.MULTIPLY,
          "Div", Operator.DIVIDE,
          "Pow", Operator.POWER);

  private FunctionReader() {}

  static boolean isOfOne(String operator) {
    return !operator.equals("Pow") && (FUNCTIONS.contains(operator) || LIMITS.contains(operator));
  }

  static boolean isOfTwo(String operator) {
    return OF_TWO.containsKey(operator);
  }

  /** A node of two operands, constants among them. */
  static UnaryFunction ofTwo(String operator, UnaryFunction left, UnaryFunction right) {
    return UnaryFunction.of(OF_TWO.get(operator), left, right);
  }

  /**
   * A node of one operand.
   *
   * @param limits of Clip, where they are inputs: names and their values
   */
  static UnaryFunction ofOne(OnnxNode node, UnaryFunction x, Map<String, Double> limits) {
    return switch (node.operator()) {
      case "Relu" -> UnaryFunction.of(Operator.CLIP, 0, Double.POSITIVE_INFINITY, x);
      case "Clip" ->
          UnaryFunction.of(
              Operator.CLIP,
              limit(node, 1, "min", Double.NEGATIVE_INFINITY, limits),
              limit(node, 2, "max", Double.POSITIVE_INFINITY, limits),
              x);
      case "LeakyRelu" -> UnaryFunction.of(Operator.LEAKY_RELU, node.number("alpha", 0.01f), 0, x);
      case "Elu" -> UnaryFunction.of(Operator.ELU, node.number("alpha", 1), 0, x);
      case "Celu" -> UnaryFunction.of(Operator.CELU, node.number("alpha", 1), 0, x);
      case "Selu" ->
          UnaryFunction.of(
              Operator.SELU, node.number("alpha", 1.6732632f), node.number("gamma", 1.050701f), x);
      case "Sigmoid" -> UnaryFunction.of(Operator.SIGMOID, x);
      case "HardSigmoid" -> hardSigmoid(node.number("alpha", 0.2f), node.number("beta", 0.5f), x);
      case "HardSwish" ->
          UnaryFunction.of(Operator.MULTIPLY, x, hardSigmoid((float) (1 / 6.0), 0.5f, x));
      case "Softplus" -> UnaryFunction.of(Operator.SOFTPLUS, x);
      case "Softsign" -> UnaryFunction.of(Operator.SOFTSIGN, x);
      case "Mish" ->
          UnaryFunction.of(
              Operator.MULTIPLY,
              x,
              UnaryFunction.of(Operator.TANH, UnaryFunction.of(Operator.SOFTPLUS, x)));
      case "Tanh" -> UnaryFunction.of(Operator.TANH, x);
      case "Gelu" -> gelu(x, node.text("approximate", "none").equals("tanh"));
      case "Erf" -> UnaryFunction.of(Operator.ERF, x);
      case "Exp" -> UnaryFunction.of(Operator.EXP, x);
      case "Sqrt" -> UnaryFunction.of(Operator.SQRT, x);
      case "Abs" -> UnaryFunction.of(Operator.ABS, x);
      case "Neg" -> UnaryFunction.of(Operator.NEGATE, x);
      case "Reciprocal" -> UnaryFunction.of(Operator.DIVIDE, UnaryFunction.constant(1), x);
      default -> throw new IllegalStateException(node.operator());
    };
  }

  private static double limit(
      OnnxNode node, int input, String attribute, double none, Map<String, Double> limits) {
    if (node.hasInput(input)) {
      return limits.get(node.input(input));
    }
    return node.attribute(attribute) == null ? none : node.number(attribute, 0);
  }

  private static UnaryFunction hardSigmoid(float alpha, float beta, UnaryFunction x) {
    return UnaryFunction.of(Operator.HARD_SIGMOID, alpha, beta, x);
  }

  /** {@code x / 2 * (1 + erf(x / sqrt(2)))}, or its approximation by tanh as ONNX states it. */
  private static UnaryFunction gelu(UnaryFunction x, boolean approximate) {
    UnaryFunction inner;
    if (approximate) {
      UnaryFunction cube = UnaryFunction.of(Operator.POWER, x, UnaryFunction.constant(3));
      UnaryFunction sum = UnaryFunction.of(Operator.ADD, x, times(0.044715, cube));
      inner = UnaryFunction.of(Operator.TANH, times(Math.sqrt(2 / Math.PI), sum));
    } else {
      inner = UnaryFunction.of(Operator.ERF, times(Math.sqrt(0.5), x));
    }
    UnaryFunction share = UnaryFunction.of(Operator.ADD, UnaryFunction.constant(1), inner);
    return UnaryFunction.of(Operator.MULTIPLY, times(0.5, x), share);
  }

  private static UnaryFunction times(double factor, UnaryFunction x) {
    return UnaryFunction.of(Operator.MULTIPLY, UnaryFunction.constant(factor), x);
  }
}
