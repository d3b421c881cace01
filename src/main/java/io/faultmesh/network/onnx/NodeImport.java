package io.faultmesh.network.onnx;

import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import io.faultmesh.network.onnx.file.RefusedNode;
import io.faultmesh.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Imports one node that works on activations, by its operator. */
final class NodeImport {
  private static final String SUPPORTED =
      "Conv, Gemm, MatMul, BatchNormalization, Relu, Clip, Add, Sub, Mul, Div, Max, Min, Sum, LRN, "
          + "PRelu, "
          + String.join(", ", FunctionReader.FUNCTIONS)
          + ", MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool, ReduceMean, Flatten, Reshape, Squeeze, "
          + "Unsqueeze, Transpose, Pad, Slice, Split, Concat, Identity, Dropout, "
          + "Softmax, LayerNormalization, Gather, Resize, Upsample, LogSoftmax and ArgMax at the end, QuantizeLinear, DequantizeLinear, "
          + "QLinearConv, QLinearMatMul, and whatever is constant";

  private static final List<String> OPERATORS =
      List.of(SUPPORTED.replace(" at the end", "").split(", (and whatever is constant)?| and "));

  private final Values values;
  private final GraphBuilder builder;
  private final PoolImport pools;
  private final ShapeImport shapes;
  private final SliceImport slices;
  private final QuantisedImport quantised;
  private final LayerImport layers;
  private final AffineImport affine;
  private final FunctionImport functions;
  private final FunctionFusion fusion;
  private final VectorImport vectors;
  private final ProductImport products;
  private final SelectionImport selections;

  NodeImport(
      Values values,
      GraphBuilder builder,
      QuantisedImport quantised,
      ConstantScales scales,
      FunctionFusion fusion,
      long opset) {
    this.fusion = fusion;
    functions = new FunctionImport(values, builder, scales);
    this.values = values;
    this.builder = builder;
    this.quantised = quantised;
    pools = new PoolImport(values, builder);
    shapes = new ShapeImport(values, builder);
    slices = new SliceImport(values, builder, functions);
    layers = new LayerImport(values, builder, scales);
    vectors = new VectorImport(values, builder, opset);
    products = new ProductImport(values, builder, functions);
    selections = new SelectionImport(values, builder);
    affine = new AffineImport(values, builder, functions);
  }

  /**
   * Refuses an operator that is not supported in any form.
   *
   * @throws RefusedNode saying what is supported
   */
  static void checkOperator(OnnxNode node) {
    String domain = node.proto().getDomain();
    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
      throw node.error("the domain " + domain + " is not supported");
    }
    if (!isSupported(node.operator())) {
      throw node.error(
          "this operator is not supported"
              + Nearest.hint(node.operator(), OPERATORS)
              + "; supported are "
              + SUPPORTED);
    }
  }

  private static final Set<String> ALSO = Set.of("Shape", "Constant");

  private static boolean isSupported(String operator) {
    return OPERATORS.contains(operator) || ALSO.contains(operator);
  }

  void importNode(OnnxNode node) {
    checkOperator(node);
    UnaryFunction function = fusion.function(node.output());
    if (function != null) {
      functions.unary(node, function);
      return;
    }
    switch (node.operator()) {
      case "Conv" -> layers.convolution(node);
      case "Gemm" -> layers.gemm(node);
      case "MatMul" -> {
        if (layers.isLayer(node)) {
          layers.matMul(node);
        } else {
          products.product(node);
        }
      }
      case "Softmax" -> vectors.softmax(node);
      case "LayerNormalization" -> vectors.layerNormalization(node);
      case "Gather" -> selections.gather(node);
      case "Resize", "Upsample" -> selections.resize(node);
      case "BatchNormalization" -> affine.batchNormalization(node);
      case "Add", "Sub", "Mul", "Div", "Max", "Min", "Sum" -> arithmetic(node);
      case "PRelu" -> functions.prelu(node);
      case "LRN" -> functions.localNormalisation(node);
      case "Relu" -> clip(node, Clip.RELU);
      case "Clip" ->
          clip(
              node,
              new Clip(
                  limit(node, 1, "min", Double.NEGATIVE_INFINITY),
                  limit(node, 2, "max", Double.POSITIVE_INFINITY)));
      case "MaxPool", "AveragePool" -> pools.pool(node);
      case "GlobalAveragePool", "GlobalMaxPool" -> pools.global(node);
      case "ReduceMean" -> pools.reduceMean(node);
      case "Flatten" -> shapes.flatten(node);
      case "Reshape" -> shapes.reshape(node);
      case "Squeeze", "Unsqueeze" -> shapes.squeeze(node);
      case "Transpose" -> shapes.transpose(node);
      case "Slice" -> slices.slice(node);
      case "Split" -> slices.split(node);
      case "Pad" -> slices.pad(node);
      case "Concat" -> slices.concatenate(node);
      case "Identity" -> values.alias(node);
      case "Dropout" -> dropout(node);
      case "QuantizeLinear" -> quantised.quantise(node);
      case "DequantizeLinear" -> quantised.dequantise(node);
      case "Shape" -> shape(node);
      default -> throw node.error("is not supported in this form or at this place");
    }
  }

  private void dropout(OnnxNode node) {
    if (node.hasInput(2) && values.ints(node, 2)[0] != 0) {
      throw node.error("training_mode is not supported; export for inference");
    }
    values.alias(node);
  }

  private void arithmetic(OnnxNode node) {
    int operands = node.proto().getInputCount();
    if (operands == 1) {
      values.alias(node);
      return;
    }
    for (int i = 0; i < 2; i++) {
      if (values.isConstant(node.input(1 - i)) && affine.takes(node, i)) {
        affine.withConstant(node, i);
        return;
      }
    }
    functions.binary(node);
  }

  private void clip(OnnxNode node, Clip clip) {
    Values.Activation input = values.activation(node, 0);
    Tensor output = builder.clip(node, input.tensor(), clip, values.soleUse(node.input(0)));
    values.putActivation(node.output(), output, input.dims());
  }

  private double limit(OnnxNode node, int input, String attribute, double fallback) {
    if (node.hasInput(input)) {
      float[] limit = values.floats(node, input);
      if (limit.length != 1) {
        throw node.error("its limits must be single numbers");
      }
      return limit[0];
    }
    return node.attribute(attribute) == null ? fallback : node.number(attribute, 0);
  }

  private void shape(OnnxNode node) {
    long[] dims = values.activation(node, 0).dims();
    int rank = dims.length;
    int start = (int) Math.max(0, Math.min(rank, wrap(node.integer("start", 0), rank)));
    int end = (int) Math.max(start, Math.min(rank, wrap(node.integer("end", rank), rank)));
    long[] slice = Arrays.copyOfRange(dims, start, end);
    values.putConstant(node.output(), OnnxTensors.ofLongs(new long[] {slice.length}, slice));
  }

  private static long wrap(long axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }
}
