package io.faultmesh.protection.importance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.network.Binary;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.Unary;
import java.util.List;

/** Functions of tensors in DJL; tensors are {@code [n, channels, height, width]}. */
final class DifferentiableFunctions {
  private DifferentiableFunctions() {}

  static NDArray unary(Unary node, NDArray input) {
    if (node.functions().size() == 1) {
      return function(node.functions().get(0), input);
    }
    float[] slopes = new float[node.functions().size()];
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] = (float) node.functions().get(c).alpha();
    }
    NDArray factor = input.getManager().create(slopes, new Shape(1, slopes.length, 1, 1));
    return input.maximum(0).add(input.minimum(0).mul(factor));
  }

  private static NDArray function(UnaryFunction function, NDArray x) {
    List<UnaryFunction> operands = function.operands();
    if (function.operator() == UnaryFunction.Operator.INPUT) {
      return x;
    }
    if (function.operator() == UnaryFunction.Operator.CONSTANT) {
      return x.mul(0).add(function.alpha());
    }
    NDArray first = function(operands.get(0), x);
    double alpha = function.alpha();
    double beta = function.beta();
    return switch (function.operator()) {
      case ADD -> first.add(function(operands.get(1), x));
      case SUBTRACT -> first.sub(function(operands.get(1), x));
      case MULTIPLY -> first.mul(function(operands.get(1), x));
      case DIVIDE -> first.div(function(operands.get(1), x));
      case POWER -> first.pow(function(operands.get(1), x));
      case CLIP -> first.maximum(alpha).minimum(beta);
      case LEAKY_RELU -> first.maximum(0).add(first.minimum(0).mul(alpha));
      case ELU -> first.maximum(0).add(first.minimum(0).exp().sub(1).mul(alpha));
      case CELU -> first.maximum(0).add(first.minimum(0).div(alpha).exp().sub(1).mul(alpha));
      case SELU -> first.maximum(0).add(first.minimum(0).exp().sub(1).mul(alpha)).mul(beta);
      case SIGMOID -> first.neg().exp().add(1).pow(-1);
      case HARD_SIGMOID -> first.mul(alpha).add(beta).maximum(0).minimum(1);
      case SOFTPLUS -> first.maximum(0).add(first.abs().neg().exp().add(1).log());
      case SOFTSIGN -> first.div(first.abs().add(1));
      case TANH -> first.tanh();
      case ERF -> first.erf();
      case EXP -> first.exp();
      case SQRT -> first.sqrt();
      case ABS -> first.abs();
      case NEGATE -> first.neg();
      default -> throw new IllegalStateException("no code for " + function.operator());
    };
  }

  static NDArray binary(Binary node, NDArray leftValue, NDArray rightValue) {
    NDArray left = seen(node, leftValue, node.leftStrides());
    NDArray right = seen(node, rightValue, node.rightStrides());
    NDArray result =
        switch (node.function()) {
          case ADD -> left.add(right);
          case SUBTRACT -> left.sub(right);
          case MULTIPLY -> left.mul(right);
          case DIVIDE -> left.div(right);
          case MAXIMUM -> left.maximum(right);
          case MINIMUM -> left.minimum(right);
        };
    return DifferentiableNetwork.clip(
        result.reshape(DifferentiableNetwork.shape(node.output())), node.clip());
  }

  private static NDArray seen(Binary node, NDArray value, List<Integer> strides) {
    long[] dims = new long[1 + strides.size()];
    dims[0] = -1;
    for (int i = 1; i < dims.length; i++) {
      dims[i] = strides.get(i - 1) == 0 ? 1 : node.dims().get(i - 1);
    }
    return value.reshape(new Shape(dims));
  }

  static NDArray constant(ConstantTensor node, NDArray like) {
    io.faultmesh.network.Shape shape = node.output().shape();
    return like.getManager()
        .create(node.values(), new Shape(1, shape.channels(), shape.height(), shape.width()));
  }

  /** Sums of squares over neighbouring channels: a pool over channels as rows. */
  static NDArray localNormalisation(LocalNormalisation node, NDArray input) {
    io.faultmesh.network.Shape shape = node.input().shape();
    int before = (node.size() - 1) / 2;
    NDArray squares =
        input
            .square()
            .reshape(-1, 1, shape.channels(), shape.pixels())
            .pad(new Shape(0, 0, before, node.size() - 1 - before), 0);
    NDArray means =
        Pool.avgPool2d(
            squares, new Shape(node.size(), 1), new Shape(1, 1), new Shape(0, 0), false, true);
    NDArray base =
        means
            .mul(node.alpha())
            .add(node.bias())
            .reshape(DifferentiableNetwork.shape(node.output()));
    return input.div(base.pow(node.beta()));
  }
}
