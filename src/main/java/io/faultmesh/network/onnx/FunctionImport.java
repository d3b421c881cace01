package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.arithmetic.PairRule;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.arithmetic.UnaryFunction.Operator;
import io.faultmesh.network.Binary;
import io.faultmesh.network.Clip;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Imports functions of one tensor or two, value by value, and local normalisation. */
final class FunctionImport {
  private static final Map<String, PairRule.Function> PAIRS =
      Map.of(
          "Add", PairRule.Function.ADD,
          "Sub", PairRule.Function.SUBTRACT,
          "Mul", PairRule.Function.MULTIPLY,
          "Div", PairRule.Function.DIVIDE,
          "Max", PairRule.Function.MAXIMUM,
          "Min", PairRule.Function.MINIMUM);

  private final Values values;
  private final GraphBuilder builder;
  private final ConstantScales scales;

  FunctionImport(Values values, GraphBuilder builder, ConstantScales scales) {
    this.scales = scales;
    this.values = values;
    this.builder = builder;
  }

  /** A node that is a function of its input. */
  void unary(OnnxNode node, UnaryFunction function) {
    unary(node, 0, function);
  }

  /** A node that is a function of one of its inputs. */
  void unary(OnnxNode node, int index, UnaryFunction function) {
    Values.Activation input = values.activation(node, index);
    boolean soleUse = values.soleUse(node.input(index));
    Tensor output = builder.function(node, input.tensor(), function, soleUse);
    values.putActivation(node.output(), output, input.dims());
  }

  /** A leaky ReLU whose slope is one number, or one per channel. */
  void prelu(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    float[] slopes = values.floats(node, 1);
    int axis = AffineImport.axis(node, input.dims(), Values.dims(values.constant(node, 1)));
    int channels = input.tensor().shape().channels();
    if (axis >= 0 && (slopes.length != channels || Axes.outer(input.dims(), axis) != 1)) {
      throw node.error("slopes along another axis than the channels' are not supported");
    }
    List<UnaryFunction> functions = new ArrayList<>();
    for (float slope : slopes) {
      functions.add(UnaryFunction.of(Operator.LEAKY_RELU, slope, 0, UnaryFunction.INPUT));
    }
    if (functions.size() == 1) {
      unary(node, functions.get(0));
      return;
    }
    Tensor output = builder.tensor(node.output(), input.tensor().shape());
    builder.add(new Unary(node.name(), input.tensor(), output, functions));
    values.putActivation(node.output(), output, input.dims());
  }

  /** Two tensors, one of which may be constant, broadcast to one shape. */
  void binary(OnnxNode node) {
    if (node.proto().getInputCount() != 2) {
      throw node.error("is supported for two inputs");
    }
    Operand left = operand(node, 0);
    Operand right = operand(node, 1);
    long[] dims = broadcast(node, left.dims, right.dims);
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    PairRule.Function function = PAIRS.get(node.operator());
    boolean plain =
        function == PairRule.Function.ADD
            && left.tensor.shape().equals(right.tensor.shape())
            && left.tensor.shape().equals(output.shape());
    long[] own = dims.length > 1 && dims[0] == 1 ? Arrays.copyOfRange(dims, 1, dims.length) : dims;
    builder.add(
        plain
            ? new Node.Addition(node.name(), left.tensor, right.tensor, output, Clip.NONE)
            : new Binary(
                node.name(),
                function,
                left.tensor,
                right.tensor,
                output,
                Arrays.stream(own).mapToObj(node::toInt).toList(),
                strides(left.dims, own),
                strides(right.dims, own),
                Clip.NONE));
    values.putActivation(node.output(), output, dims);
  }

  /** An input, or a constant as a tensor of the network. */
  record Operand(Tensor tensor, long[] dims) {}

  Operand operand(OnnxNode node, int index) {
    if (!values.isConstant(node.input(index))) {
      Values.Activation activation = values.activation(node, index);
      return new Operand(activation.tensor(), activation.dims());
    }
    TensorProto constant = values.constant(node, index);
    long[] dims = Values.dims(constant);
    return new Operand(constant(node, index, dims), dims);
  }

  /** A constant input as a tensor of the network. */
  Tensor constant(OnnxNode node, int index, long... dims) {
    float[] numbers = values.floats(node, index);
    String name = node.input(index);
    Tensor tensor = builder.tensor(name, Values.shape(node, dims));
    float[] steps = scales.of(name);
    if (steps != null && steps[0] > 0 && Arrays.equals(steps, filled(steps.length, steps[0]))) {
      builder.fix(tensor, Quantisation.symmetric(steps[0]));
    }
    return builder.add(new ConstantTensor(name, tensor, numbers));
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  private static long[] broadcast(OnnxNode node, long[] left, long[] right) {
    long[] dims = new long[Math.max(left.length, right.length)];
    for (int i = 0; i < dims.length; i++) {
      long a = side(left, dims.length, i);
      long b = side(right, dims.length, i);
      if (a != b && a != 1 && b != 1) {
        throw node.error(
            "its inputs do not match: " + Arrays.toString(left) + " and " + Arrays.toString(right));
      }
      dims[i] = Math.max(a, b);
    }
    return dims;
  }

  private static long side(long[] dims, int rank, int axis) {
    int own = axis - (rank - dims.length);
    return own < 0 ? 1 : dims[own];
  }

  private static List<Integer> strides(long[] dims, long[] result) {
    Integer[] strides = new Integer[result.length];
    int stride = 1;
    for (int i = result.length - 1; i >= 0; i--) {
      long side = side(dims, result.length, i);
      strides[i] = side == 1 ? 0 : stride;
      stride *= (int) side;
    }
    return List.of(strides);
  }

  void localNormalisation(OnnxNode node) {
    Values.Activation input = values.image(node, 0);
    int size = node.toInt(node.integer("size", 0));
    if (size % 2 == 0) {
      throw node.error("size " + size + " is not supported; odd ones are, as in ONNX Runtime");
    }
    Tensor output = builder.tensor(node.output(), input.tensor().shape());
    builder.add(
        new LocalNormalisation(
            node.name(),
            input.tensor(),
            output,
            size,
            node.number("alpha", 1e-4f),
            node.number("beta", 0.75f),
            node.number("bias", 1)));
    values.putActivation(node.output(), output, input.dims());
  }
}
