package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Imports normalisations and sums, differences, products and quotients with constants. They fold
 * into the layer in front where that may change; else one with single numbers becomes a table, one
 * with numbers per channel a layer of its own: a 1x1 convolution per channel.
 */
final class AffineImport {
  private final Values values;
  private final GraphBuilder builder;
  private final Axes axes;
  private final FunctionImport functions;

  AffineImport(Values values, GraphBuilder builder, FunctionImport functions) {
    this.functions = functions;
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
    apply(
        node,
        activation,
        axis(node, dims, Values.dims(constant)),
        affine(node, activation, numbers));
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

  /** Whether a constant is one number, or has one per place along an axis of the activation. */
  boolean takes(OnnxNode node, int activation) {
    boolean inverse = node.operator().equals("Div") && activation == 1;
    boolean known = List.of("Add", "Sub", "Mul", "Div").contains(node.operator());
    long[] dims = values.activation(node, activation).dims();
    long[] constant = Values.dims(values.constant(node, 1 - activation));
    int shift = dims.length - constant.length;
    long axes = IntStream.range(0, constant.length).filter(i -> constant[i] > 1).count();
    return known
        && !inverse
        && shift >= 0
        && axes <= 1
        && IntStream.range(0, constant.length)
            .allMatch(i -> constant[i] == 1 || constant[i] == dims[i + shift]);
  }

  /** The one axis along which a constant has values; the last one if it is a single number. */
  static int axis(OnnxNode node, long[] dims, long[] constant) {
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
    if (!folds
        && builder.producer(input.tensor()) instanceof LayerNormalisation normalisation
        && canFold(node, activation, axis, normalisation)) {
      Tensor scaled = folded(node, normalisation, affine);
      values.putActivation(node.output(), scaled, input.dims());
      return;
    }
    if (!folds && axis < 0) {
      functions.unary(node, activation, function(node, activation));
      return;
    }
    Tensor output =
        folds
            ? builder.changeLayer(input.tensor(), node.output(), to -> folded(layer, affine, to))
            : layer(node, input, axis, affine);
    values.putActivation(node.output(), output, input.dims());
  }

  private boolean canFold(
      OnnxNode node, int activation, int axis, LayerNormalisation normalisation) {
    long[] dims = values.activation(node, activation).dims();
    return values.soleUse(node.input(activation))
        && !builder.hasFixedScale(normalisation.output())
        && (axis < 0 || (axis == dims.length - 1 && dims[axis] == normalisation.length()));
  }

  /** Scale and shift of a layer normalisation written in parts. */
  private Tensor folded(OnnxNode node, LayerNormalisation before, Affine affine) {
    float[] gamma = before.gamma().clone();
    float[] beta = before.beta().clone();
    for (int i = 0; i < gamma.length; i++) {
      gamma[i] *= (float) affine.factor(i);
      beta[i] = (float) affine.apply(beta[i], i);
    }
    Tensor output = builder.tensor(node.output(), before.output().shape());
    return builder.replaceProducer(
        before.output(),
        new LayerNormalisation(
            before.name(), before.input(), output, gamma, beta, before.epsilon()));
  }

  /** The function that a single number makes of the operator. */
  private UnaryFunction function(OnnxNode node, int activation) {
    UnaryFunction x = UnaryFunction.INPUT;
    UnaryFunction number = UnaryFunction.constant(values.floats(node, 1 - activation)[0]);
    return activation == 0
        ? FunctionReader.ofTwo(node.operator(), x, number)
        : FunctionReader.ofTwo(node.operator(), number, x);
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
