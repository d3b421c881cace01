package io.faultmesh.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.LayerNorm;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.List;
import java.util.function.Function;

/**
 * A vision transformer for 28 x 28 pixels: 49 patches of 4 x 4, three blocks of attention with two
 * heads and a perceptron with GELU, layer normalisation in front of either, the mean over all
 * patches at the end. Written in the parts that PyTorch's exporter writes before operator set 17.
 */
final class SmallTransformer extends ParameterBlock {
  private static final int PATCH = 4;
  private static final int TOKENS = 49;
  private static final int WIDTH = 32;
  private static final int HEADS = 2;
  private static final int DEPTH = WIDTH / HEADS;
  private static final int HIDDEN = 64;
  private static final int BLOCKS = 3;
  private static final float EPSILON = 1e-5f;

  SmallTransformer() {
    weight("patches.weight", WIDTH, 1, PATCH, PATCH);
    add("patches.bias", Parameter.Type.BIAS, WIDTH);
    add("positions", Parameter.Type.BIAS, 1, TOKENS, WIDTH);
    for (int i = 0; i < BLOCKS; i++) {
      String block = "block" + i;
      normalisation(block + ".norm1");
      for (String name : List.of("query", "key", "value", "attended")) {
        matrix(block + "." + name, WIDTH, WIDTH);
      }
      normalisation(block + ".norm2");
      matrix(block + ".wide", WIDTH, HIDDEN);
      matrix(block + ".narrow", HIDDEN, WIDTH);
    }
    normalisation("norm");
    matrix("classifier", WIDTH, CLASSES);
  }

  private void normalisation(String name) {
    add(name + ".gamma", Parameter.Type.GAMMA, WIDTH);
    add(name + ".beta", Parameter.Type.BETA, WIDTH);
  }

  private void matrix(String name, int from, int to) {
    weight(name + ".weight", from, to);
    add(name + ".bias", Parameter.Type.BIAS, to);
  }

  @Override
  NDArray forward(NDArray images, Function<String, NDArray> of, boolean training) {
    NDArray x =
        Conv2d.conv2d(
                images,
                of.apply("patches.weight"),
                of.apply("patches.bias"),
                new Shape(PATCH, PATCH))
            .singletonOrThrow();
    x = x.reshape(-1, WIDTH, TOKENS).transpose(0, 2, 1).add(of.apply("positions"));
    for (int i = 0; i < BLOCKS; i++) {
      String block = "block" + i;
      x = x.add(attention(normalised(x, of, block + ".norm1"), of, block));
      NDArray wide = multiplied(normalised(x, of, block + ".norm2"), of, block + ".wide");
      x = x.add(multiplied(Activation.gelu(wide), of, block + ".narrow"));
    }
    x = normalised(x, of, "norm").mean(new int[] {1});
    return multiplied(x, of, "classifier");
  }

  private static NDArray attention(NDArray x, Function<String, NDArray> of, String block) {
    NDArray query = heads(multiplied(x, of, block + ".query"));
    NDArray key = heads(multiplied(x, of, block + ".key")).transpose(0, 1, 3, 2);
    NDArray value = heads(multiplied(x, of, block + ".value"));
    NDArray share = query.matMul(key).div(Math.sqrt(DEPTH)).softmax(-1);
    NDArray sums = share.matMul(value).transpose(0, 2, 1, 3).reshape(-1, TOKENS, WIDTH);
    return multiplied(sums, of, block + ".attended");
  }

  private static NDArray heads(NDArray x) {
    return x.reshape(-1, TOKENS, HEADS, DEPTH).transpose(0, 2, 1, 3);
  }

  private static NDArray normalised(NDArray x, Function<String, NDArray> of, String name) {
    return LayerNorm.layerNorm(
            x, new Shape(WIDTH), of.apply(name + ".gamma"), of.apply(name + ".beta"), EPSILON)
        .singletonOrThrow();
  }

  private static NDArray multiplied(NDArray x, Function<String, NDArray> of, String name) {
    return x.matMul(of.apply(name + ".weight")).add(of.apply(name + ".bias"));
  }

  @Override
  public byte[] toOnnx() {
    ModelBuilder onnx = new ModelBuilder("transformer-fashion").input("image", 1, 28, 28);
    onnx.weights("two", new long[0], 2)
        .weights("epsilon", new long[0], EPSILON)
        .weights("root", new long[0], (float) Math.sqrt(DEPTH))
        .weights("root2", new long[0], (float) Math.sqrt(2))
        .weights("one", new long[0], 1)
        .weights("half", new long[0], 0.5f)
        .integers64("flat", new long[] {3}, 0, WIDTH, TOKENS)
        .integers64("heads", new long[] {4}, 0, TOKENS, HEADS, DEPTH)
        .integers64("features", new long[] {3}, 0, TOKENS, WIDTH);
    onnx.node(
        "Conv",
        "patches",
        List.of("image", constant(onnx, "patches.weight"), constant(onnx, "patches.bias")),
        "patches",
        ModelBuilder.attribute("strides", new long[] {PATCH, PATCH}));
    String x =
        transposed(onnx, "tokens", node(onnx, "Reshape", "rows", "patches", "flat"), 0, 2, 1);
    x = node(onnx, "Add", "placed", x, constant(onnx, "positions"));
    for (int i = 0; i < BLOCKS; i++) {
      String block = "block" + i;
      String attention = attention(onnx, normalised(onnx, block + ".norm1", x), block);
      x = node(onnx, "Add", block + ".sum1", x, attention);
      String wide = multiplied(onnx, block + ".wide", normalised(onnx, block + ".norm2", x));
      String narrow = multiplied(onnx, block + ".narrow", gelu(onnx, wide));
      x = node(onnx, "Add", block + ".sum2", x, narrow);
    }
    x = normalised(onnx, "norm", x);
    onnx.node(
        "ReduceMean",
        "mean",
        List.of(x),
        "mean",
        ModelBuilder.attribute("axes", new long[] {1}),
        ModelBuilder.attribute("keepdims", 0));
    onnx.node(
        "Gemm",
        "classifier",
        List.of("mean", constant(onnx, "classifier.weight"), constant(onnx, "classifier.bias")),
        "logits");
    return onnx.output("logits", CLASSES).toBytes();
  }

  private static String node(ModelBuilder onnx, String operator, String name, String... inputs) {
    onnx.node(operator, name, List.of(inputs), name);
    return name;
  }

  private static String transposed(ModelBuilder onnx, String name, String x, long... order) {
    onnx.node("Transpose", name, List.of(x), name, ModelBuilder.attribute("perm", order));
    return name;
  }

  private String multiplied(ModelBuilder onnx, String name, String x) {
    String product = node(onnx, "MatMul", name + ".product", x, constant(onnx, name + ".weight"));
    return node(onnx, "Add", name, constant(onnx, name + ".bias"), product);
  }

  private String attention(ModelBuilder onnx, String x, String block) {
    String query = heads(onnx, block + ".query", x, 0, 2, 1, 3);
    String key = heads(onnx, block + ".key", x, 0, 2, 3, 1);
    String value = heads(onnx, block + ".value", x, 0, 2, 1, 3);
    String alike = node(onnx, "MatMul", block + ".alike", query, key);
    String scaled = node(onnx, "Div", block + ".scaled", alike, "root");
    String share = block + ".share";
    onnx.node("Softmax", share, List.of(scaled), share, ModelBuilder.attribute("axis", -1));
    String sums = node(onnx, "MatMul", block + ".sums", share, value);
    String turned = transposed(onnx, block + ".turned", sums, 0, 2, 1, 3);
    String features = node(onnx, "Reshape", block + ".features", turned, "features");
    return multiplied(onnx, block + ".attended", features);
  }

  private String heads(ModelBuilder onnx, String name, String x, long... order) {
    String split = node(onnx, "Reshape", name + ".split", multiplied(onnx, name, x), "heads");
    return transposed(onnx, name + ".heads", split, order);
  }

  private String normalised(ModelBuilder onnx, String name, String x) {
    String centred = node(onnx, "Sub", name + ".centred", x, mean(onnx, name + ".mean", x));
    String squares = node(onnx, "Pow", name + ".squares", centred, "two");
    String variance = mean(onnx, name + ".variance", squares);
    String sum = node(onnx, "Add", name + ".sum", variance, "epsilon");
    String deviation = node(onnx, "Sqrt", name + ".deviation", sum);
    String quotient = node(onnx, "Div", name + ".quotient", centred, deviation);
    String scaled = node(onnx, "Mul", name + ".scaled", quotient, constant(onnx, name + ".gamma"));
    return node(onnx, "Add", name, scaled, constant(onnx, name + ".beta"));
  }

  private static String mean(ModelBuilder onnx, String name, String x) {
    onnx.node(
        "ReduceMean", name, List.of(x), name, ModelBuilder.attribute("axes", new long[] {-1}));
    return name;
  }

  private static String gelu(ModelBuilder onnx, String x) {
    String inner = node(onnx, "Div", x + ".inner", x, "root2");
    String share = node(onnx, "Add", x + ".share", node(onnx, "Erf", x + ".erf", inner), "one");
    return node(onnx, "Mul", x + ".gelu", node(onnx, "Mul", x + ".twice", x, share), "half");
  }
}
