package io.faultmesh.arithmetic;

import java.util.List;

/**
 * A function of one number, put together of simple ones: {@code x * sigmoid(x)} is MULTIPLY of
 * INPUT and SIGMOID of INPUT. Values are double precision, by StrictMath, so that they are the same
 * on every machine.
 *
 * @param alpha the number of CONSTANT; of some operators a parameter that ONNX names so
 * @param beta a second parameter
 * @param operands what the operator works on
 */
public record UnaryFunction(
    Operator operator, double alpha, double beta, List<UnaryFunction> operands) {

  /** What a function is made of; names and parameters are ONNX's. */
  public enum Operator {
    INPUT,
    CONSTANT,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    /** Limits: {@code alpha} below, {@code beta} above. */
    CLIP,
    LEAKY_RELU,
    ELU,
    CELU,
    /** Factor {@code beta}, called gamma by ONNX. */
    SELU,
    SIGMOID,
    HARD_SIGMOID,
    SOFTPLUS,
    SOFTSIGN,
    TANH,
    ERF,
    EXP,
    SQRT,
    ABS,
    NEGATE
  }

  /** The number itself. */
  public static final UnaryFunction INPUT = of(Operator.INPUT, 0, 0);

  public UnaryFunction {
    operands = List.copyOf(operands);
  }

  public static UnaryFunction of(
      Operator operator, double alpha, double beta, UnaryFunction... operands) {
    return new UnaryFunction(operator, alpha, beta, List.of(operands));
  }

  public static UnaryFunction of(Operator operator, UnaryFunction... operands) {
    return of(operator, 0, 0, operands);
  }

  public static UnaryFunction constant(double value) {
    return of(Operator.CONSTANT, value, 0);
  }

  /** This function of another one's value. */
  public UnaryFunction after(UnaryFunction first) {
    if (operator == Operator.INPUT) {
      return first;
    }
    return new UnaryFunction(
        operator, alpha, beta, operands.stream().map(operand -> operand.after(first)).toList());
  }

  /** How many operators it is made of. */
  public int size() {
    return 1 + operands.stream().mapToInt(UnaryFunction::size).sum();
  }

  /** The function's value. */
  public double apply(double x) {
    if (operator == Operator.INPUT) {
      return x;
    }
    if (operator == Operator.CONSTANT) {
      return alpha;
    }
    double first = operands.get(0).apply(x);
    if (operands.size() > 1) {
      double second = operands.get(1).apply(x);
      return switch (operator) {
        case ADD -> first + second;
        case SUBTRACT -> first - second;
        case MULTIPLY -> first * second;
        case DIVIDE -> first / second;
        case POWER -> StrictMath.pow(first, second);
        default -> throw new IllegalStateException(operator + " of two operands");
      };
    }
    return ofOne(first);
  }

  private double ofOne(double x) {
    return switch (operator) {
      case CLIP -> Math.min(Math.max(x, alpha), beta);
      case LEAKY_RELU -> x < 0 ? alpha * x : x;
      case ELU -> x < 0 ? alpha * StrictMath.expm1(x) : x;
      case CELU -> x < 0 ? alpha * StrictMath.expm1(x / alpha) : x;
      case SELU -> beta * (x < 0 ? alpha * StrictMath.expm1(x) : x);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
      case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case TANH -> StrictMath.tanh(x);
      case ERF -> erf(x);
      case EXP -> StrictMath.exp(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case NEGATE -> -x;
      default -> throw new IllegalStateException(operator + " of one operand");
    };
  }

  /**
   * {@code erf(x) = 2 / sqrt(pi) * exp(-x^2) * sum over n of 2^n x^(2n+1) / (1 * 3 * .. * (2n+1))},
   * a series without cancellation (Abramowitz and Stegun, 7.1.6).
   */
  private static double erf(double x) {
    double size = Math.abs(x);
    if (!(size < 6)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double term = size;
    double sum = size;
    for (int n = 1; term > sum * 0x1p-60; n++) {
      term *= 2 * size * size / (2 * n + 1);
      sum += term;
    }
    return Math.signum(x) * 2 / Math.sqrt(Math.PI) * StrictMath.exp(-size * size) * sum;
  }
}
