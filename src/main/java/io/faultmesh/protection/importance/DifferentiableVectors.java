package io.faultmesh.protection.importance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Softmax;
import java.util.List;

/** Functions of vectors and matrices in DJL; tensors are {@code [n, channels, height, width]}. */
final class DifferentiableVectors {
  private DifferentiableVectors() {}

  static NDArray softmax(Softmax node, NDArray input) {
    long outer = node.input().shape().size() / (node.length() * node.inner());
    return input
        .reshape(-1, outer, node.length(), node.inner())
        .softmax(2)
        .reshape(DifferentiableNetwork.shape(node.output()));
  }

  static NDArray layerNormalisation(LayerNormalisation node, NDArray input) {
    long vectors = node.input().shape().size() / node.length();
    NDArray rows = input.reshape(-1, vectors, node.length());
    NDArray centred = rows.sub(rows.mean(new int[] {2}, true));
    NDArray variance = centred.square().mean(new int[] {2}, true);
    Shape shape = new Shape(1, 1, node.length());
    NDArray gamma = input.getManager().create(node.gamma(), shape);
    NDArray beta = input.getManager().create(node.beta(), shape);
    return centred
        .div(variance.add(node.epsilon()).sqrt())
        .mul(gamma)
        .add(beta)
        .reshape(DifferentiableNetwork.shape(node.output()));
  }

  static NDArray product(MatrixProduct node, NDArray left, NDArray right) {
    NDArray product =
        left.reshape(-1, node.batch(), node.rows(), node.depth())
            .matMul(right.reshape(-1, node.batch(), node.depth(), node.columns()));
    product.attach(left.getManager());
    return product.reshape(DifferentiableNetwork.shape(node.output()));
  }

  /** A product on the array, whose operands lie side by side. */
  static NDArray product(Convolution node, NDArray operands) {
    long width = node.input().shape().width();
    NDArray pair = operands.reshape(-1, node.groups(), node.windowSize(), width);
    NDArray first = pair.get(new NDIndex().addAllDim(3).addSliceDim(0, node.pixels()));
    NDArray second = pair.get(new NDIndex().addAllDim(3).addSliceDim(node.pixels(), width));
    NDArray product = second.transpose(0, 1, 3, 2).matMul(first);
    product.attach(operands.getManager());
    return product.reshape(DifferentiableNetwork.shape(node.output()));
  }

  static NDArray selection(Selection node, NDArray input) {
    NDArray taken = take(input, node.channels(), 1);
    return take(take(taken, node.rows(), 2), node.columns(), 3);
  }

  private static NDArray take(NDArray input, List<Integer> places, int axis) {
    long[] numbers = places.stream().mapToLong(Integer::longValue).toArray();
    long[] alone = {1, 1, 1, 1};
    alone[axis] = numbers.length;
    long[] all = input.getShape().getShape().clone();
    all[axis] = numbers.length;
    NDArray index = input.getManager().create(numbers).reshape(new Shape(alone));
    return input.gather(index.broadcast(new Shape(all)), axis);
  }

  static NDArray transposed(NDArray input, Node.Transpose node) {
    long[] dims = new long[1 + node.dims().size()];
    int[] order = new int[dims.length];
    dims[0] = -1;
    for (int i = 1; i < dims.length; i++) {
      dims[i] = node.dims().get(i - 1);
      order[i] = 1 + node.order().get(i - 1);
    }
    return input
        .reshape(new Shape(dims))
        .transpose(order)
        .reshape(DifferentiableNetwork.shape(node.output()));
  }
}
