package io.faultmesh.fast.kernel;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer as ONNX Runtime's {@code QLinearConv} with channels last. Scales of 1 for inputs and
 * results leave the layer's own multipliers as they are; a clip follows where an activation
 * function limits the results.
 */
final class ConvolutionModel {
  private static final String VALUES = "values";
  private static final String WEIGHTS = "weights";
  private static final String MULTIPLIERS = "multipliers";
  private static final String BIAS = "bias";
  private static final String RESULTS = "results";
  private static final String CLIPPED = "clipped";
  private static final long[] SCALAR = {};
  private static final byte MIDDLE = (byte) 0x80;

  private final IntegerLayer layer;
  private final Convolution node;
  private final boolean signedWeights;
  private final ModelBuilder model = new ModelBuilder("layer");
  private Window window;
  private boolean pads = true;

  private ConvolutionModel(IntegerLayer layer, boolean signedWeights) {
    this.layer = layer;
    this.node = layer.node();
    this.signedWeights = signedWeights;
    this.window = node.window();
  }

  /** The whole layer: {@code values} to {@link #results}. */
  static ModelBuilder whole(IntegerLayer layer, boolean signedWeights) {
    return new ConvolutionModel(layer, signedWeights).withWeights(layer.weights());
  }

  /** The whole layer on images whose padding stands in {@code values}. */
  static ModelBuilder patches(IntegerLayer layer, boolean signedWeights) {
    ConvolutionModel own = new ConvolutionModel(layer, signedWeights);
    own.pads = false;
    return own.withWeights(layer.weights());
  }

  /** The layer, of one group, on windows in the order (ky, kx, channel): a pointwise layer. */
  static ModelBuilder pixels(IntegerLayer layer, boolean signedWeights) {
    ConvolutionModel own = new ConvolutionModel(layer, signedWeights);
    own.window = Window.UNIT;
    return own.withWeights(
        new PatchMatrix(layer).weights(layer.weights(), 0, layer.node().filters()));
  }

  private ModelBuilder withWeights(byte[] ordered) {
    int filters = node.filters();
    byte[] weights = ordered.clone();
    for (int i = 0; i < weights.length && !signedWeights; i++) {
      weights[i] ^= MIDDLE;
    }
    int[] bias = new int[filters];
    for (int n = 0; n < filters; n++) {
      bias[n] = layer.biasFromZero(n);
    }
    long channels = node.windowSize() / window.area();
    long[] shape = {filters, channels, window.kernelHeight(), window.kernelWidth()};
    model.bytes(WEIGHTS, signedWeights, shape, weights);
    model.weights(MULTIPLIERS, new long[] {filters}, layer.requantiser().multipliers());
    model.integers(BIAS, new long[] {filters}, bias);
    return build(filters);
  }

  /** Some filters of the layer, whose weights, multipliers and biases come with each call. */
  static ModelBuilder filters(IntegerLayer layer, boolean signedWeights, int filters) {
    ConvolutionModel own = new ConvolutionModel(layer, signedWeights);
    own.model.input(WEIGHTS, signedWeights ? DataType.INT8 : DataType.UINT8, 4);
    own.model.input(MULTIPLIERS, DataType.FLOAT, 1);
    own.model.input(BIAS, DataType.INT32, 1);
    return own.build(filters);
  }

  /** Name of the output. */
  static String results(IntegerLayer layer) {
    return limits(layer) ? CLIPPED : RESULTS;
  }

  private static boolean limits(IntegerLayer layer) {
    Requantiser requantiser = layer.requantiser();
    return requantiser.low() > layer.output().lowest()
        || requantiser.high() < layer.output().highest();
  }

  private ModelBuilder build(int filters) {
    Requantiser requantiser = layer.requantiser();
    int lowestInput = layer.input().lowest();
    int lowest = layer.output().lowest();
    byte[] middles = new byte[filters];
    java.util.Arrays.fill(middles, signedWeights ? 0 : MIDDLE);
    model
        .input(VALUES, DataType.UINT8, 4)
        .weights("one", SCALAR, 1)
        .bytes("inputZero", false, SCALAR, (byte) (layer.input().zeroPoint() - lowestInput))
        .bytes("weightZero", signedWeights, new long[] {filters}, middles)
        .bytes("resultZero", false, SCALAR, (byte) (requantiser.zeroPoint() - lowest));
    Window w = window;
    List<String> inputs =
        List.of(
            VALUES,
            "one",
            "inputZero",
            WEIGHTS,
            MULTIPLIERS,
            "weightZero",
            "one",
            "resultZero",
            BIAS);
    model.node(
        ModelBuilder.CONTRIBUTED,
        "QLinearConv",
        "layer",
        inputs,
        RESULTS,
        ModelBuilder.attribute("channels_last", 1),
        ModelBuilder.attribute("group", node.groups()),
        ModelBuilder.attribute("kernel_shape", new long[] {w.kernelHeight(), w.kernelWidth()}),
        ModelBuilder.attribute("strides", new long[] {w.strideY(), w.strideX()}),
        ModelBuilder.attribute("dilations", new long[] {w.dilationY(), w.dilationX()}),
        ModelBuilder.attribute(
            "pads",
            pads
                ? new long[] {w.padTop(), w.padLeft(), w.padBottom(), w.padRight()}
                : new long[4]));
    if (limits(layer)) {
      List<String> clip = new ArrayList<>(List.of(RESULTS, "low", "high"));
      model
          .bytes("low", false, SCALAR, (byte) (requantiser.low() - lowest))
          .bytes("high", false, SCALAR, (byte) (requantiser.high() - lowest))
          .node("Clip", "limits", clip, CLIPPED);
    }
    return model.output(results(layer), DataType.UINT8, 4);
  }
}
