package io.faultmesh.oracle;

import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.network.LocalNormalisation;

/** Functions once more, by other formulas than the engines'. */
final class SlowFunctions {
  private SlowFunctions() {}

  static double value(UnaryFunction function, double x) {
    double[] operands =
        function.operands().stream().mapToDouble(operand -> value(operand, x)).toArray();
    double a = operands.length > 0 ? operands[0] : 0;
    double alpha = function.alpha();
    double beta = function.beta();
    return switch (function.operator()) {
      case INPUT -> x;
      case CONSTANT -> alpha;
      case ADD -> a + operands[1];
      case SUBTRACT -> a - operands[1];
      case MULTIPLY -> a * operands[1];
      case DIVIDE -> a / operands[1];
      case POWER -> Math.pow(a, operands[1]);
      case CLIP -> a < alpha ? alpha : a > beta ? beta : a;
      case LEAKY_RELU -> Math.max(a, 0) + alpha * Math.min(a, 0);
      case ELU -> a < 0 ? alpha * (Math.exp(a) - 1) : a;
      case CELU -> Math.max(0, a) + Math.min(0, alpha * (Math.exp(a / alpha) - 1));
      case SELU -> a < 0 ? beta * alpha * (Math.exp(a) - 1) : beta * a;
      case SIGMOID -> (1 + Math.tanh(a / 2)) / 2;
      case HARD_SIGMOID -> Math.min(1, Math.max(alpha * a + beta, 0));
      case SOFTPLUS -> a > 30 ? a : Math.log(1 + Math.exp(a));
      case SOFTSIGN -> a < 0 ? a / (1 - a) : a / (1 + a);
      case TANH -> 1 - 2 / (Math.exp(2 * a) + 1);
      case ERF -> erf(a);
      case EXP -> Math.exp(a);
      case SQRT -> Math.pow(a, 0.5);
      case ABS -> a < 0 ? -a : a;
      case NEGATE -> 0 - a;
    };
  }

  /** The integral that defines it, by Simpson's rule. */
  private static double erf(double x) {
    double end = Math.min(6, Math.abs(x));
    int steps = 4000;
    double width = end / steps;
    double sum = 1 + Math.exp(-end * end);
    for (int i = 1; i < steps; i++) {
      double at = i * width;
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-at * at);
    }
    return Math.signum(x) * 2 / Math.sqrt(Math.PI) * sum * width / 3;
  }

  /** One value of local response normalisation, from the window's real values. */
  static double normalised(LocalNormalisation node, double value, double meanSquareTimesSize) {
    double base = node.bias() + node.alpha() * meanSquareTimesSize / node.size();
    return value * Math.exp(-node.beta() * Math.log(base));
  }
}
