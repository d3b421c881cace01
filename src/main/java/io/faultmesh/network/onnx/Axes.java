package io.faultmesh.network.onnx;

import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.Arrays;
import java.util.List;

/**
 * Sees a tensor of any rank as {@code (outer, axis, inner)}: the product of the dimensions in front
 * of an axis, the axis, and the product of those behind. So what works along one axis needs three
 * dimensions.
 */
final class Axes {
  private final GraphBuilder builder;

  Axes(GraphBuilder builder) {
    this.builder = builder;
  }

  static int outer(long[] dims, int axis) {
    return product(Arrays.copyOfRange(dims, 0, axis));
  }

  static int inner(long[] dims, int axis) {
    return product(Arrays.copyOfRange(dims, axis + 1, dims.length));
  }

  private static int product(long[] dims) {
    return (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  /** The same values in the same order under another shape. */
  Tensor viewed(OnnxNode node, Tensor tensor, Shape shape) {
    return tensor.shape().equals(shape)
        ? tensor
        : builder.add(new Node.Reshape(node.name(), tensor, builder.tensor(tensor.name(), shape)));
  }

  /** The values with the axis as channels in front: {@code axis x (outer * inner)} in pixels. */
  Tensor channelsFirst(OnnxNode node, Tensor tensor, int outer, int axis, int inner) {
    if (outer == 1) {
      Shape shape = tensor.shape();
      boolean fits = shape.channels() == axis && shape.pixels() == inner;
      return fits ? tensor : viewed(node, tensor, new Shape(axis, inner, 1));
    }
    // The file has no such tensor, so this one has no name.
    Tensor turned = builder.tensor("", new Shape(axis, outer * inner, 1));
    return builder.add(
        new Node.Transpose(
            node.name(), tensor, turned, List.of(outer, axis, inner), List.of(1, 0, 2)));
  }

  /** A layer's results, {@code axis x (outer * inner)}, in the order of the file. */
  Tensor restored(OnnxNode node, Tensor results, int outer, int axis, int inner, Shape shape) {
    if (results.shape().equals(shape)) {
      return results;
    }
    Tensor output = builder.tensor(node.output(), shape);
    if (outer == 1) {
      return builder.addLayout(new Node.Reshape(node.name(), results, output));
    }
    return builder.addLayout(
        new Node.Transpose(
            node.name(), results, output, List.of(axis, outer, inner), List.of(1, 0, 2)));
  }
}
