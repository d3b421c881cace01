package io.faultmesh.network.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.arithmetic.UnaryFunction.Operator;
import io.faultmesh.network.Binary;
import io.faultmesh.network.Clip;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes functions of tensors as the standard's float operators between DequantizeLinear and
 * QuantizeLinear. ONNX Runtime's exponentials are approximate, so a value next to a half may round
 * to its other side there.
 */
final class FunctionExport {
  private static final Map<Operator, String> OPERATORS =
      Map.ofEntries(
          Map.entry(Operator.ADD, "Add"),
          Map.entry(Operator.SUBTRACT, "Sub"),
          Map.entry(Operator.MULTIPLY, "Mul"),
          Map.entry(Operator.DIVIDE, "Div"),
          Map.entry(Operator.POWER, "Pow"),
          Map.entry(Operator.LEAKY_RELU, "LeakyRelu"),
          Map.entry(Operator.ELU, "Elu"),
          Map.entry(Operator.CELU, "Celu"),
          Map.entry(Operator.SELU, "Selu"),
          Map.entry(Operator.SIGMOID, "Sigmoid"),
          Map.entry(Operator.HARD_SIGMOID, "HardSigmoid"),
          Map.entry(Operator.SOFTPLUS, "Softplus"),
          Map.entry(Operator.SOFTSIGN, "Softsign"),
          Map.entry(Operator.TANH, "Tanh"),
          Map.entry(Operator.ERF, "Erf"),
          Map.entry(Operator.EXP, "Exp"),
          Map.entry(Operator.SQRT, "Sqrt"),
          Map.entry(Operator.ABS, "Abs"),
          Map.entry(Operator.NEGATE, "Neg"));

  private final QuantisedExport export;
  private final ModelBuilder model;
  private final IntegerNetwork network;
  private final VectorExport vectors;
  private final Set<String> constants = new HashSet<>();

  /** Constants that were repeated for every image. */
  private final Set<String> repeated = new HashSet<>();

  private int values;

  FunctionExport(
      QuantisedExport export, ModelBuilder model, IntegerNetwork network, VectorExport vectors) {
    this.export = export;
    this.model = model;
    this.network = network;
    this.vectors = vectors;
  }

  /** Writes a node; says whether it is one of these. */
  boolean add(Node node) {
    if (node instanceof Unary unary) {
      unary(unary);
    } else if (node instanceof Binary binary) {
      binary(binary);
    } else if (node instanceof LocalNormalisation normalisation) {
      localNormalisation(normalisation);
    } else if (node instanceof Node.Concatenation joined) {
      concatenation(joined);
    } else if (node instanceof ConstantTensor constant) {
      constant(constant);
    } else if (node instanceof VectorNode || node instanceof MatrixProduct) {
      vectors.add(node);
    } else {
      return false;
    }
    return true;
  }

  private void unary(Unary node) {
    String input = export.floats(node.input());
    String result;
    if (node.functions().size() == 1) {
      result = function(node.functions().get(0), input, QuantisedExport.name(node.output()));
    } else {
      result = QuantisedExport.name(node.output()) + ".float";
      float[] slopes = new float[node.functions().size()];
      for (int c = 0; c < slopes.length; c++) {
        slopes[c] = (float) node.functions().get(c).alpha();
      }
      model.weights(result + ".slopes", new long[] {slopes.length, 1, 1}, slopes);
      model.node("PRelu", export.name(node), List.of(input, result + ".slopes"), result);
    }
    export.quantise(result, node.output());
  }

  /** The name of the function's value. */
  private String function(UnaryFunction function, String input, String prefix) {
    if (function.operator() == Operator.INPUT) {
      return input;
    }
    String output = prefix + ".f" + values++;
    if (function.operator() == Operator.CONSTANT) {
      model.weights(output, QuantisedExport.SCALAR, (float) function.alpha());
      return output;
    }
    List<String> operands =
        function.operands().stream().map(operand -> function(operand, input, prefix)).toList();
    String operator = OPERATORS.get(function.operator());
    float alpha = (float) function.alpha();
    float beta = (float) function.beta();
    switch (function.operator()) {
      case CLIP -> {
        return export.clipped(operands.get(0), new Clip(function.alpha(), function.beta()));
      }
      case LEAKY_RELU, ELU, CELU ->
          model.node(operator, output, operands, output, attribute("alpha", alpha));
      case SELU ->
          model.node(
              operator,
              output,
              operands,
              output,
              attribute("alpha", alpha),
              attribute("gamma", beta));
      case HARD_SIGMOID ->
          model.node(
              operator,
              output,
              operands,
              output,
              attribute("alpha", alpha),
              attribute("beta", beta));
      default -> model.node(operator, output, operands, output);
    }
    return output;
  }

  private static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  private void binary(Binary node) {
    String output = QuantisedExport.name(node.output());
    String operator =
        switch (node.function()) {
          case ADD -> "Add";
          case SUBTRACT -> "Sub";
          case MULTIPLY -> "Mul";
          case DIVIDE -> "Div";
          case MAXIMUM -> "Max";
          case MINIMUM -> "Min";
        };
    String left = seen(output + ".left", export.floats(node.left()), node, node.leftStrides());
    String right = seen(output + ".right", export.floats(node.right()), node, node.rightStrides());
    String result = output + ".pairs";
    model.node(operator, export.name(node), List.of(left, right), result);
    export.quantiseAs(export.clipped(result, node.clip()), node.output());
  }

  /** An operand in the dimensions of the result, 1 where its values are repeated. */
  private String seen(String name, String floats, Binary node, List<Integer> strides) {
    long[] dims = new long[1 + strides.size()];
    for (int i = 1; i < dims.length; i++) {
      dims[i] = strides.get(i - 1) == 0 ? 1 : node.dims().get(i - 1);
    }
    // 0 keeps the batch, which constants do not have.
    dims[0] = constants.contains(floats) ? 1 : 0;
    model.integers64(name + ".dims", new long[] {dims.length}, dims);
    model.node("Reshape", name, List.of(floats, name + ".dims"), name);
    return name;
  }

  private void localNormalisation(LocalNormalisation node) {
    String result = QuantisedExport.name(node.output()) + ".normal";
    model.node(
        "LRN",
        export.name(node),
        List.of(export.floats(node.input())),
        result,
        ModelBuilder.attribute("size", node.size()),
        attribute("alpha", (float) node.alpha()),
        attribute("beta", (float) node.beta()),
        attribute("bias", (float) node.bias()));
    export.quantise(result, node.output());
  }

  private void constant(ConstantTensor node) {
    Quantisation format = network.format(node.output());
    Shape shape = node.output().shape();
    byte[] stored = node.quantised(format);
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (byte) (format.value(stored[i]) - format.lowest());
    }
    long[] dims = {1, shape.channels(), shape.height(), shape.width()};
    model.bytes(QuantisedExport.name(node.output()), false, dims, stored);
    constants.add(export.floats(node.output()));
  }

  private void concatenation(Node.Concatenation node) {
    String result = QuantisedExport.name(node.output()) + ".joined";
    List<String> parts = node.inputs().stream().map(this::batched).toList();
    AttributeProto axis = ModelBuilder.attribute("axis", node.axis() + 1);
    model.node("Concat", export.name(node), parts, result, axis);
    export.quantise(result, node.output());
  }

  /** Values of every image, constants as often as there are images: Concat repeats nothing. */
  private String batched(Tensor tensor) {
    String floats = export.floats(tensor);
    if (!constants.contains(floats)) {
      return floats;
    }
    String each = floats + ".each";
    if (!repeated.add(each)) {
      return each;
    }
    Shape shape = tensor.shape();
    long[] image = {shape.channels(), shape.height(), shape.width()};
    model
        .integers64(each + ".first", new long[] {1}, 0)
        .integers64(each + ".shape", new long[] {3}, image)
        .node("Shape", each + ".input", List.of("image"), each + ".input")
        .node("Gather", each + ".n", List.of(each + ".input", each + ".first"), each + ".n")
        .node(
            "Concat",
            each + ".dims",
            List.of(each + ".n", each + ".shape"),
            each + ".dims",
            ModelBuilder.attribute("axis", 0))
        .node("Expand", each, List.of(floats, each + ".dims"), each);
    return each;
  }
}
