package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.Arrays;

/**
 * Imports normalisations and sums, differences, products and quotients with constants. They fold
 * into the layer in front where that may change, else each becomes a layer of its own: a 1x1
 * convolution per channel.
 */
final class AffineImport {
  private final Values values;
  private final GraphBuilder builder;
  private final Axes axes;

  AffineImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
    this.axes = new Axes(builder);
  }

  /** {@code (x - mean) / sqrt(variance + epsilon) * scale + shift}. */
  void batchNormalization(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1) {
      throw node.error("training_mode and spatial = 0 are not supported; export for inference");
    }
    float[] scale = values.floats(node, 1);
    float[] shift = values.floats(node, 2);
    float[] mean = values.floats(node, 3);
    float[] variance = values.floats(node, 4);
    if (input.dims().length < 2) {
      throw node.error("needs [batch, channels, ..], not " + Arrays.toString(input.dims()));
    }
    int channels = node.toInt(input.dims()[1]);
    if (scale.length != channels
        || shift.length != channels
        || mean.length != channels
        || variance.length != channels) {
      throw node.error("its parameters do not match " + channels + " channels");
    }
    double epsilon = node.number("epsilon", 1e-5f);
    double[] factor = new double[channels];
    Arrays.setAll(factor, c -> scale[c] / Math.sqrt(variance[c] + epsilon));
    apply(node, 0, 1, new Affine(doubles(mean), factor, doubles(shift)));
  }

  /** Add, Sub, Mul or Div of an activation and a constant. */
  void withConstant(OnnxNode node, int activation) {
    TensorProto constant = values.constant(node, 1 - activation);
    double[] numbers = doubles(OnnxTensors.floats(node, constant));
    long[] dims = values.activation(node, activation).dims();
    int axis = axis(node, dims, Values.dims(constant));
    apply(node, activation, axis, affine(node, activation, numbers));
  }

  private static Affine affine(OnnxNode node, int activation, double[] constant) {
    return switch (node.operator()) {
      case "Add" -> Affine.plus(constant);
      case "Sub" ->
          activation == 0
              ? Affine.plus(Arrays.stream(constant).map(value -> -value).toArray())
              : Affine.from(constant);
      case "Mul" -> Affine.times(constant);
      case "Div" -> {
        if (activation == 1) {
          throw node.error("dividing a constant by an activation is not supported");
        }
        yield Affine.times(Arrays.stream(constant).map(value -> 1 / value).toArray());
      }
      default -> throw node.error("is not supported with a constant");
    };
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** The one axis along which a constant has values; the last one if it is a single number. */
  private static int axis(OnnxNode node, long[] dims, long[] constant) {
    int axis = -1;
    int shift = dims.length - constant.length;
    for (int i = 0; i < constant.length; i++) {
      if (constant[i] == 1) {
        continue;
      }
      if (axis >= 0 || i + shift < 0 || constant[i] != dims[i + shift]) {
        throw node.error(
            "a constant of the shape "
                + Arrays.toString(constant)
                + " with a tensor of "
                + Arrays.toString(dims)
                + " is not supported; one number, or one per place along an axis, is");
      }
      axis = i + shift;
    }
    if (shift < 0) {
      throw node.error("a constant of more dimensions than the tensor is not supported");
    }
    return axis;
  }

  /**
   * Applies a function.
   *
   * @param axis -1 if it is the same everywhere
   */
  private void apply(OnnxNode node, int activation, int axis, Affine affine) {
    Values.Activation input = values.activation(node, activation);
    if (!affine.isFinite()) {
      throw node.error("its constants give values that are not finite");
    }
    if (affine.isNothing()) {
      values.alias(node, activation);
      return;
    }
    Convolution layer = builder.layer(input.tensor());
    boolean folds =
        layer != null
            && layer.clip().isNone()
            && (layer.weightScales() == null || !affine.scales())
            && !builder.hasFixedScale(input.tensor())
            && !builder.hasFixedScale(layer.output())
            && values.soleUse(node.input(activation))
            && (axis < 0 || isFilterAxis(input, axis, layer));
    Tensor output =
        folds
            ? builder.changeLayer(input.tensor(), node.output(), to -> folded(layer, affine, to))
            : layer(node, input, axis, affine);
    values.putActivation(node.output(), output, input.dims());
  }

  private boolean isFilterAxis(Values.Activation input, int axis, Convolution layer) {
    return input.dims()[axis] == layer.filters()
        && Axes.inner(input.dims(), axis) == builder.filterStride(input.tensor());
  }

  private static Convolution folded(Convolution layer, Affine affine, Tensor output) {
    float[] weights = layer.weights().clone();
    double[] bias = layer.bias().clone();
    int k = layer.windowSize();
    for (int n = 0; n < bias.length; n++) {
      double changed = affine.apply(bias[n], n);
      // A sum keeps the digits of a prescribed int32 bias.
      bias[n] = affine.scales() ? (float) changed : changed;
      for (int i = n * k; i < (n + 1) * k && affine.scales(); i++) {
        weights[i] = (float) (weights[i] * affine.factor(n));
      }
    }
    return GraphBuilder.with(layer, output, weights, bias, Clip.NONE);
  }

  /** A 1x1 convolution per place along the axis. */
  private Tensor layer(OnnxNode node, Values.Activation input, int axis, Affine affine) {
    Tensor tensor = input.tensor();
    int channels = tensor.shape().channels();
    int outer = 1;
    int inner = tensor.shape().pixels();
    if (axis >= 0) {
      channels = node.toInt(input.dims()[axis]);
      outer = Axes.outer(input.dims(), axis);
      inner = Axes.inner(input.dims(), axis);
    }
    Tensor first = axes.channelsFirst(node, tensor, outer, channels, inner);
    float[] weights = new float[channels];
    double[] bias = new double[channels];
    for (int c = 0; c < channels; c++) {
      weights[c] = (float) affine.factor(c);
      bias[c] = affine.apply(0, c);
    }
    Tensor results = builder.tensor(node.output(), first.shape());
    builder.add(
        new Convolution(
            node.name(), first, results, Window.UNIT, channels, weights, bias, Clip.NONE, null));
    return axes.restored(node, results, outer, channels, inner, tensor.shape());
  }
}
