package io.faultmesh.network.onnx;

import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.Arrays;

/** Imports what becomes a struck layer. */
final class LayerImport {
  private final Values values;
  private final GraphBuilder builder;
  private final ConstantScales scales;
  private final Axes axes;

  LayerImport(Values values, GraphBuilder builder, ConstantScales scales) {
    this.values = values;
    this.builder = builder;
    this.scales = scales;
    this.axes = new Axes(builder);
  }

  void convolution(OnnxNode node) {
    Values.Activation image = values.image(node, 0);
    Tensor input = image.tensor();
    long[] dims = Values.dims(values.constant(node, 1));
    int spatial = image.dims().length - 2;
    if (dims.length != spatial + 2 || spatial > 2) {
      throw node.error(
          "weights of the shape "
              + Arrays.toString(dims)
              + " on a tensor of rank "
              + (spatial + 2)
              + " are not supported; 1-D and 2-D convolutions are");
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
    int[] sides = new int[spatial];
    Arrays.setAll(sides, i -> node.toInt(dims[2 + i]));
    int[] kernel = node.integers("kernel_shape");
    if (kernel != null && !Arrays.equals(kernel, sides)) {
      throw node.error(
          "kernel_shape "
              + Arrays.toString(kernel)
              + " does not match weights of the shape "
              + Arrays.toString(dims));
    }
    int filters = node.toInt(dims[0]);
    Window window = Windows.of(node, input.shape(), sides);
    Shape shape = Windows.output(node, window, input.shape(), filters);
    double[] bias = node.hasInput(2) ? scales.exact(node, 2) : new double[filters];
    double[] weightScales = perFilter(scales.of(node.input(1)), filters, 1);
    Tensor output =
        addLayer(node, input, shape, window, groups, values.floats(node, 1), weightScales, bias);
    values.putActivation(node.output(), output, Windows.dims(shape, spatial));
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

  /** Whether the right side of a MatMul is a constant matrix, so that it is a layer. */
  boolean isLayer(OnnxNode node) {
    return values.isConstant(node.input(1))
        && !values.isConstant(node.input(0))
        && values.constant(node, 1).getDimsCount() == 2;
  }

  void matMul(OnnxNode node) {
    dense(node, false, 1, null);
  }

  /** A matrix times constant weights: a 1x1 convolution whose pixels are the matrix's rows. */
  private void dense(OnnxNode node, boolean transposed, float alpha, double[] bias) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = Values.dims(values.constant(node, 1));
    int last = input.dims().length - 1;
    if (last < 0 || dims.length != 2) {
      throw node.error(
          "only [.., features] times a constant matrix is supported, not "
              + Arrays.toString(input.dims())
              + " times "
              + Arrays.toString(dims));
    }
    int features = node.toInt(dims[transposed ? 1 : 0]);
    int filters = node.toInt(dims[transposed ? 0 : 1]);
    if (features != input.dims()[last]) {
      throw node.error(
          "a matrix of the shape "
              + Arrays.toString(dims)
              + " does not match "
              + input.dims()[last]
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
    int rows = input.tensor().shape().size() / features;
    long[] resultDims = input.dims().clone();
    resultDims[last] = filters;
    Tensor columns = axes.channelsFirst(node, input.tensor(), rows, features, 1);
    Tensor results =
        addLayer(
            node,
            columns,
            new Shape(filters, rows, 1),
            Window.UNIT,
            1,
            weights,
            weightScales,
            bias);
    Shape shape = Values.shape(node, resultDims);
    Tensor output = axes.restored(node, results, rows, filters, 1, shape);
    values.putActivation(node.output(), output, resultDims);
  }

  /** A matrix as {@code [filters][features]}. */
  private static float[] byFilter(float[] matrix, int filters, boolean transposed) {
    if (transposed) {
      return matrix;
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

  private Tensor addLayer(
      OnnxNode node,
      Tensor input,
      Shape shape,
      Window window,
      int groups,
      float[] weights,
      double[] weightScales,
      double[] bias) {
    Tensor output = builder.tensor(node.output(), shape);
    try {
      return builder.add(
          new Convolution(
              node.name(), input, output, window, groups, weights, bias, Clip.NONE, weightScales));
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage());
    }
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
}
