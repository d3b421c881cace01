package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.Arrays;

/** Imports what becomes a struck layer, and what folds into its weights. */
final class LayerImport {
  private final Values values;
  private final GraphBuilder builder;
  private final ConstantScales scales;

  LayerImport(Values values, GraphBuilder builder, ConstantScales scales) {
    this.values = values;
    this.builder = builder;
    this.scales = scales;
  }

  void convolution(OnnxNode node) {
    Tensor input = values.activation(node, 0).tensor();
    long[] dims = Values.dims(values.constant(node, 1));
    if (dims.length != 4) {
      throw node.error(
          "weights of the shape "
              + Arrays.toString(dims)
              + " are not supported; 2-D convolutions are");
    }
    int groups = node.toInt(node.integer("group", 1));
    if (groups < 1 || dims[1] * groups != input.shape().channels()) {
      throw node.error(
          "weights of the shape "
              + Arrays.toString(dims)
              + " with group "
              + groups
              + " do not match an input of "
              + input.shape());
    }
    int[] kernel = node.integers("kernel_shape");
    if (kernel != null && (kernel.length != 2 || kernel[0] != dims[2] || kernel[1] != dims[3])) {
      throw node.error(
          "kernel_shape "
              + Arrays.toString(kernel)
              + " does not match weights of the shape "
              + Arrays.toString(dims));
    }
    int filters = node.toInt(dims[0]);
    Window window = Windows.of(node, input.shape(), node.toInt(dims[2]), node.toInt(dims[3]));
    Shape shape = Windows.output(node, window, input.shape(), filters);
    double[] bias = node.hasInput(2) ? scales.exact(node, 2) : new double[filters];
    double[] weightScales = perFilter(scales.of(node.input(1)), filters, 1);
    addLayer(
        node,
        input,
        shape,
        window,
        groups,
        values.floats(node, 1),
        weightScales,
        bias,
        Values.dims4(shape));
  }

  /** {@code Y = alpha * A * B' + beta * C}. */
  void gemm(OnnxNode node) {
    if (node.integer("transA", 0) != 0) {
      throw node.error("transA is not supported");
    }
    boolean transposed = node.integer("transB", 0) != 0;
    float beta = node.number("beta", 1);
    double[] bias = null;
    if (node.hasInput(2)) {
      bias = scales.exact(node, 2);
      for (int i = 0; i < bias.length; i++) {
        bias[i] *= beta;
      }
    }
    dense(node, transposed, node.number("alpha", 1), bias);
  }

  void matMul(OnnxNode node) {
    dense(node, false, 1, null);
  }

  private void dense(OnnxNode node, boolean transposed, float alpha, double[] bias) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = Values.dims(values.constant(node, 1));
    if (input.dims().length != 2 || dims.length != 2) {
      throw node.error(
          "only [batch, features] times a constant matrix is supported, not "
              + Arrays.toString(input.dims())
              + " times "
              + Arrays.toString(dims));
    }
    int features = node.toInt(dims[transposed ? 1 : 0]);
    int filters = node.toInt(dims[transposed ? 0 : 1]);
    if (features != input.dims()[1]) {
      throw node.error(
          "a matrix of the shape "
              + Arrays.toString(dims)
              + " does not match "
              + input.dims()[1]
              + " input features");
    }
    float[] weights = byFilter(values.floats(node, 1), filters, transposed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= alpha;
    }
    float[] given = scales.of(node.input(1));
    double[] weightScales =
        given == null ? null : perFilter(byFilter(given, filters, transposed), filters, alpha);
    if (bias == null) {
      bias = new double[filters];
    } else if (bias.length == 1 && filters > 1) {
      double value = bias[0];
      bias = new double[filters];
      Arrays.fill(bias, value);
    }
    Shape shape = Values.shape(node, new long[] {1, filters});
    addLayer(node, input.tensor(), shape, Window.UNIT, 1, weights, weightScales, bias, 1, filters);
  }

  /** A matrix as {@code [filters][features]}. */
  private static float[] byFilter(float[] matrix, int filters, boolean transposed) {
    if (transposed) {
      return matrix.clone();
    }
    int features = matrix.length / filters;
    float[] rows = new float[matrix.length];
    for (int n = 0; n < filters; n++) {
      for (int k = 0; k < features; k++) {
        rows[n * features + k] = matrix[k * filters + n];
      }
    }
    return rows;
  }

  private void addLayer(
      OnnxNode node,
      Tensor input,
      Shape shape,
      Window window,
      int groups,
      float[] weights,
      double[] weightScales,
      double[] bias,
      long... dims) {
    Tensor output = builder.tensor(node.output(), shape);
    try {
      builder.add(
          new Convolution(
              node.name(), input, output, window, groups, weights, bias, Clip.NONE, weightScales));
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage());
    }
    values.putActivation(node.output(), output, dims);
  }

  /**
   * One scale per filter, from one per weight times a factor; null where the weights of a filter
   * differ in scale. A sum has one scale, so such weights are quantised anew.
   */
  private static double[] perFilter(float[] scales, int filters, float factor) {
    if (scales == null || scales.length == 0 || factor == 0) {
      return null;
    }
    double[] perFilter = new double[filters];
    int k = scales.length / filters;
    for (int i = 0; i < scales.length; i++) {
      if (!(scales[i] > 0) || scales[i] != scales[i - i % k]) {
        return null;
      }
      perFilter[i / k] = scales[i] * Math.abs((double) factor);
    }
    return perFilter;
  }

  /** Folds {@code (x - mean) * scale / sqrt(variance + epsilon) + shift} into the layer before. */
  void batchNormalization(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    if (!(builder.producer(input.tensor()) instanceof Convolution layer)
        || !layer.clip().isNone()
        || layer.weightScales() != null
        || builder.hasFixedScale(input.tensor())
        || !values.soleUse(node.input(0))) {
      throw node.error("is supported only directly behind a Conv or Gemm that feeds nothing else");
    }
    float[] scale = values.floats(node, 1);
    float[] shift = values.floats(node, 2);
    float[] mean = values.floats(node, 3);
    float[] variance = values.floats(node, 4);
    int filters = layer.filters();
    if (scale.length != filters
        || shift.length != filters
        || mean.length != filters
        || variance.length != filters) {
      throw node.error("its parameters do not match " + filters + " channels");
    }
    double epsilon = node.number("epsilon", 1e-5f);
    float[] weights = layer.weights().clone();
    double[] bias = layer.bias().clone();
    int k = layer.windowSize();
    for (int n = 0; n < filters; n++) {
      double factor = scale[n] / Math.sqrt(variance[n] + epsilon);
      for (int i = n * k; i < (n + 1) * k; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
      bias[n] = (float) ((bias[n] - mean[n]) * factor + shift[n]);
    }
    Tensor output = builder.tensor(node.output(), layer.output().shape());
    builder.replaceProducer(
        input.tensor(), GraphBuilder.with(layer, output, weights, bias, Clip.NONE));
    values.putActivation(node.output(), output, input.dims());
  }

  /** Folds {@code x + constant} into the bias of the layer before. */
  void addConstant(OnnxNode node, int activationInput) {
    Values.Activation input = values.activation(node, activationInput);
    TensorProto constant = values.constant(node, 1 - activationInput);
    float[] added = OnnxTensors.floats(node, constant);
    if (!(builder.producer(input.tensor()) instanceof Convolution layer)
        || !layer.clip().isNone()
        || builder.hasFixedScale(input.tensor())
        || !values.soleUse(node.input(activationInput))
        || !isPerChannel(Values.dims(constant), input.dims().length, layer.filters())) {
      throw node.error(
          "adding a constant is supported only as the bias of a layer directly before");
    }
    double[] bias = layer.bias().clone();
    for (int n = 0; n < bias.length; n++) {
      bias[n] += added[added.length == 1 ? 0 : n];
    }
    Tensor output = builder.tensor(node.output(), layer.output().shape());
    builder.replaceProducer(
        input.tensor(), GraphBuilder.with(layer, output, layer.weights(), bias, Clip.NONE));
    values.putActivation(node.output(), output, input.dims());
  }

  private static boolean isPerChannel(long[] dims, int rank, int channels) {
    for (int i = 0; i < dims.length; i++) {
      int axis = rank - dims.length + i;
      if (dims[i] != 1 && !(axis == 1 && dims[i] == channels)) {
        return false;
      }
    }
    return dims.length <= rank;
  }
}
