package io.faultmesh.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.List;

/**
 * LeNet-5 for images of 1 x 28 x 28 and 10 classes: two convolutions of 5 x 5, the first padded to
 * keep its size, each with ReLU and a max pool of 2 x 2, then three fully connected layers of 120,
 * 84 and 10 neurons.
 */
final class Lenet implements TrainedNetwork {
  private static final int CLASSES = 10;

  private final Block conv1 =
      Conv2d.builder()
          .setFilters(6)
          .setKernelShape(new Shape(5, 5))
          .optPadding(new Shape(2, 2))
          .build();
  private final Block conv2 =
      Conv2d.builder().setFilters(16).setKernelShape(new Shape(5, 5)).build();
  private final Block fc1 = Linear.builder().setUnits(120).build();
  private final Block fc2 = Linear.builder().setUnits(84).build();
  private final Block fc3 = Linear.builder().setUnits(CLASSES).build();

  @Override
  public Block trainable(float dropout) {
    return new SequentialBlock()
        .add(conv1)
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(conv2)
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Dropout.builder().optRate(dropout).build())
        .add(fc1)
        .add(Activation.reluBlock())
        .add(Dropout.builder().optRate(dropout).build())
        .add(fc2)
        .add(Activation.reluBlock())
        .add(fc3);
  }

  @Override
  public byte[] toOnnx() {
    ModelBuilder onnx = new ModelBuilder("lenet-fashion").input("image", 1, 28, 28);
    convolution(onnx, "conv1", conv1, "image", 2);
    relu(onnx, "relu1", "conv1");
    maxPool(onnx, "pool1", "relu1");
    convolution(onnx, "conv2", conv2, "pool1", 0);
    relu(onnx, "relu2", "conv2");
    maxPool(onnx, "pool2", "relu2");
    onnx.node("Flatten", "flatten", List.of("pool2"), "flatten", ModelBuilder.attribute("axis", 1));
    fullyConnected(onnx, "fc1", fc1, "flatten", "fc1");
    relu(onnx, "relu3", "fc1");
    fullyConnected(onnx, "fc2", fc2, "relu3", "fc2");
    relu(onnx, "relu4", "fc2");
    fullyConnected(onnx, "fc3", fc3, "relu4", "logits");
    return onnx.output("logits", CLASSES).toBytes();
  }

  private static void convolution(
      ModelBuilder onnx, String name, Block block, String input, long padding) {
    parameters(onnx, name, block);
    onnx.node(
        "Conv",
        name,
        List.of(input, name + ".weight", name + ".bias"),
        name,
        ModelBuilder.attribute("kernel_shape", new long[] {5, 5}),
        ModelBuilder.attribute("strides", new long[] {1, 1}),
        ModelBuilder.attribute("pads", new long[] {padding, padding, padding, padding}));
  }

  private static void relu(ModelBuilder onnx, String name, String input) {
    onnx.node("Relu", name, List.of(input), name);
  }

  private static void maxPool(ModelBuilder onnx, String name, String input) {
    AttributeProto kernel = ModelBuilder.attribute("kernel_shape", new long[] {2, 2});
    AttributeProto strides = ModelBuilder.attribute("strides", new long[] {2, 2});
    onnx.node("MaxPool", name, List.of(input), name, kernel, strides);
  }

  private static void fullyConnected(
      ModelBuilder onnx, String name, Block block, String input, String output) {
    parameters(onnx, name, block);
    // Weights are stored as [neurons, inputs].
    onnx.node(
        "Gemm",
        name,
        List.of(input, name + ".weight", name + ".bias"),
        output,
        ModelBuilder.attribute("transB", 1));
  }

  private static void parameters(ModelBuilder onnx, String name, Block block) {
    for (String kind : List.of("weight", "bias")) {
      NDArray array = block.getParameters().get(kind).getArray();
      onnx.weights(name + "." + kind, array.getShape().getShape(), array.toFloatArray());
    }
  }
}
