package io.faultmesh.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.List;
import java.util.function.Function;

/**
 * A network of MobileNetV3's parts for 28 x 28 pixels: inverted residuals of depthwise
 * convolutions, squeeze and excitation, HardSwish. Batch normalisation is folded into the
 * convolutions when it is written, as PyTorch's exporter does.
 */
final class SmallMobileNet extends ParameterBlock {
  private static final float EPSILON = 1e-5f;
  private static final int STEM = 12;
  private static final int HEAD = 96;
  private static final int HIDDEN = 64;

  /** An inverted residual; the skip connection is there where the shape stays. */
  private record Residual(
      String name,
      int in,
      int expanded,
      int kernel,
      int stride,
      int out,
      boolean excites,
      boolean swish) {
    boolean skips() {
      return stride == 1 && in == out;
    }

    int squeezed() {
      return expanded / 4;
    }
  }

  private static final List<Residual> RESIDUALS =
      List.of(
          new Residual("block1", STEM, 24, 3, 1, STEM, true, false),
          new Residual("block2", STEM, 36, 3, 2, 20, false, false),
          new Residual("block3", 20, 60, 5, 1, 20, true, true),
          new Residual("block4", 20, 80, 5, 1, 32, true, true));

  SmallMobileNet() {
    convolution("stem", STEM, 1, 3);
    for (Residual block : RESIDUALS) {
      convolution(block.name + ".expand", block.expanded, block.in, 1);
      convolution(block.name + ".depthwise", block.expanded, 1, block.kernel);
      if (block.excites) {
        dense(block.name + ".squeeze", block.squeezed(), block.expanded);
        dense(block.name + ".excite", block.expanded, block.squeezed());
      }
      convolution(block.name + ".project", block.out, block.expanded, 1);
    }
    convolution("head", HEAD, 32, 1);
    matrix("hidden", HIDDEN, HEAD);
    matrix("classifier", CLASSES, HIDDEN);
  }

  private void convolution(String name, int filters, int channels, int kernel) {
    weight(name + ".weight", filters, channels, kernel, kernel);
    add(name + ".gamma", Parameter.Type.GAMMA, filters);
    add(name + ".beta", Parameter.Type.BETA, filters);
    add(name + ".mean", Parameter.Type.RUNNING_MEAN, filters);
    add(name + ".var", Parameter.Type.RUNNING_VAR, filters);
  }

  /** A 1x1 convolution with a bias. */
  private void dense(String name, int filters, int channels) {
    weight(name + ".weight", filters, channels, 1, 1);
    add(name + ".bias", Parameter.Type.BIAS, filters);
  }

  private void matrix(String name, int filters, int features) {
    weight(name + ".weight", filters, features);
    add(name + ".bias", Parameter.Type.BIAS, filters);
  }

  @Override
  NDArray forward(NDArray images, Function<String, NDArray> of, boolean training) {
    NDArray x = hardSwish(convolved(images, of, "stem", 3, 2, 1, training));
    for (Residual block : RESIDUALS) {
      NDArray y = activated(convolved(x, of, block.name + ".expand", 1, 1, 1, training), block);
      y =
          activated(
              convolved(
                  y,
                  of,
                  block.name + ".depthwise",
                  block.kernel,
                  block.stride,
                  block.expanded,
                  training),
              block);
      y = block.excites ? y.mul(gate(y, of, block.name)) : y;
      y = convolved(y, of, block.name + ".project", 1, 1, 1, training);
      x = block.skips() ? x.add(y) : y;
    }
    x = hardSwish(convolved(x, of, "head", 1, 1, 1, training));
    x = mean(x, false);
    x = hardSwish(multiplied(x, of, "hidden"));
    return multiplied(x, of, "classifier");
  }

  private static NDArray multiplied(NDArray x, Function<String, NDArray> of, String name) {
    return x.matMul(of.apply(name + ".weight").transpose()).add(of.apply(name + ".bias"));
  }

  private static NDArray activated(NDArray x, Residual block) {
    return block.swish ? hardSwish(x) : x.maximum(0);
  }

  private static NDArray hardSwish(NDArray x) {
    return x.mul(x.add(3).clip(0, 6)).div(6);
  }

  private static NDArray gate(NDArray x, Function<String, NDArray> of, String block) {
    NDArray squeezed = pointwise(mean(x, true), of, block + ".squeeze");
    NDArray excited = pointwise(squeezed.maximum(0), of, block + ".excite");
    return excited.add(3).clip(0, 6).div(6);
  }

  /** Over the pixels; one axis at a time, which is all that PyTorch's binding knows. */
  private static NDArray mean(NDArray x, boolean keepsAxes) {
    return x.mean(new int[] {3}, keepsAxes).mean(new int[] {2}, keepsAxes);
  }

  private static NDArray pointwise(NDArray x, Function<String, NDArray> of, String name) {
    return Conv2d.conv2d(x, of.apply(name + ".weight"), of.apply(name + ".bias"))
        .singletonOrThrow();
  }

  private static NDArray convolved(
      NDArray x,
      Function<String, NDArray> of,
      String name,
      int kernel,
      int stride,
      int groups,
      boolean training) {
    NDArray sums =
        Conv2d.conv2d(
                x,
                of.apply(name + ".weight"),
                null,
                new Shape(stride, stride),
                new Shape(kernel / 2, kernel / 2),
                new Shape(1, 1),
                groups)
            .singletonOrThrow();
    return BatchNorm.batchNorm(
            sums,
            of.apply(name + ".mean"),
            of.apply(name + ".var"),
            of.apply(name + ".gamma"),
            of.apply(name + ".beta"),
            1,
            0.9f,
            EPSILON,
            training)
        .singletonOrThrow();
  }

  @Override
  public byte[] toOnnx() {
    ModelBuilder onnx = new ModelBuilder("mobilenet-fashion").input("image", 1, 28, 28);
    String x = hardSwish(onnx, folded(onnx, "stem", "image", 3, 2, 1));
    for (Residual block : RESIDUALS) {
      String y = activated(onnx, folded(onnx, block.name + ".expand", x, 1, 1, 1), block);
      y =
          activated(
              onnx,
              folded(
                  onnx, block.name + ".depthwise", y, block.kernel, block.stride, block.expanded),
              block);
      y = block.excites ? excited(onnx, y, block.name) : y;
      y = folded(onnx, block.name + ".project", y, 1, 1, 1);
      x = block.skips() ? node(onnx, "Add", block.name + ".sum", x, y) : y;
    }
    x = node(onnx, "GlobalAveragePool", "pool", hardSwish(onnx, folded(onnx, "head", x, 1, 1, 1)));
    x = node(onnx, "Flatten", "features", x);
    x = hardSwish(onnx, gemm(onnx, "hidden", x, "hidden"));
    gemm(onnx, "classifier", x, "logits");
    return onnx.output("logits", CLASSES).toBytes();
  }

  private static String node(ModelBuilder onnx, String operator, String name, String... inputs) {
    onnx.node(operator, name, List.of(inputs), name);
    return name;
  }

  private static String activated(ModelBuilder onnx, String x, Residual block) {
    return block.swish ? hardSwish(onnx, x) : node(onnx, "Relu", x + ".relu", x);
  }

  /** Operator set 13 has no HardSwish: its parts, as exporters wrote them. */
  private static String hardSwish(ModelBuilder onnx, String x) {
    return node(onnx, "Mul", x + ".swish", x, hardSigmoid(onnx, x));
  }

  private static String hardSigmoid(ModelBuilder onnx, String x) {
    String name = x + ".gate";
    onnx.weights(name + ".three", new long[0], 3)
        .weights(name + ".zero", new long[0], 0)
        .weights(name + ".six", new long[0], 6);
    String shifted = node(onnx, "Add", name + ".shifted", x, name + ".three");
    String limited = node(onnx, "Clip", name + ".limited", shifted, name + ".zero", name + ".six");
    return node(onnx, "Div", name, limited, name + ".six");
  }

  private String excited(ModelBuilder onnx, String x, String block) {
    String mean = node(onnx, "GlobalAveragePool", block + ".mean", x);
    String squeezed = pointwise(onnx, block + ".squeeze", mean);
    String relu = node(onnx, "Relu", block + ".squeeze.relu", squeezed);
    String gate = hardSigmoid(onnx, pointwise(onnx, block + ".excite", relu));
    return node(onnx, "Mul", block + ".excited", x, gate);
  }

  private String pointwise(ModelBuilder onnx, String name, String x) {
    return node(
        onnx, "Conv", name, x, constant(onnx, name + ".weight"), constant(onnx, name + ".bias"));
  }

  private String gemm(ModelBuilder onnx, String name, String x, String output) {
    onnx.node(
        "Gemm",
        name,
        List.of(x, constant(onnx, name + ".weight"), constant(onnx, name + ".bias")),
        output,
        ModelBuilder.attribute("transB", 1));
    return output;
  }

  /** A convolution with its batch normalisation folded in. */
  private String folded(
      ModelBuilder onnx, String name, String x, int kernel, int stride, int groups) {
    float[] weights = values(name + ".weight");
    float[] gamma = values(name + ".gamma");
    float[] bias = values(name + ".beta");
    float[] mean = values(name + ".mean");
    float[] variance = values(name + ".var");
    int perFilter = weights.length / gamma.length;
    for (int filter = 0; filter < gamma.length; filter++) {
      double factor = gamma[filter] / Math.sqrt(variance[filter] + EPSILON);
      for (int i = filter * perFilter; i < (filter + 1) * perFilter; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
      bias[filter] = (float) (bias[filter] - mean[filter] * factor);
    }
    long[] shape = {gamma.length, perFilter / (kernel * kernel), kernel, kernel};
    onnx.weights(name + ".weight", shape, weights)
        .weights(name + ".bias", new long[] {gamma.length}, bias);
    long pad = kernel / 2;
    AttributeProto pads = ModelBuilder.attribute("pads", new long[] {pad, pad, pad, pad});
    AttributeProto strides = ModelBuilder.attribute("strides", new long[] {stride, stride});
    AttributeProto group = ModelBuilder.attribute("group", groups);
    onnx.node(
        "Conv", name, List.of(x, name + ".weight", name + ".bias"), name, pads, strides, group);
    return name;
  }
}
