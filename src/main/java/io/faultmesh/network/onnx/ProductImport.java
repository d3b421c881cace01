package io.faultmesh.network.onnx;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.SoftmaxRule;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Imports products of matrices both of which are activations: layers on the array, where the
 * formats of the operands allow it.
 */
final class ProductImport {
  private final Values values;
  private final GraphBuilder builder;
  private final FunctionImport functions;

  ProductImport(Values values, GraphBuilder builder, FunctionImport functions) {
    this.values = values;
    this.builder = builder;
    this.functions = functions;
  }

  /** Pairs of matrices {@code [rows, depth]} and {@code [depth, columns]}. */
  private record Sizes(int batch, int rows, int depth, int columns) {}

  /** MatMul where the right side is no constant matrix. */
  void product(OnnxNode node) {
    FunctionImport.Operand left = functions.operand(node, 0);
    FunctionImport.Operand right = functions.operand(node, 1);
    int rank = left.dims().length;
    int rightRank = right.dims().length;
    if (rank < 2 || rightRank < 2) {
      throw node.error("products of vectors are not supported; matrices are");
    }
    int rows = node.toInt(left.dims()[rank - 2]);
    int depth = node.toInt(left.dims()[rank - 1]);
    int columns = node.toInt(right.dims()[rightRank - 1]);
    long[] leftBatch = Arrays.copyOf(left.dims(), rank - 2);
    long[] rightBatch = Arrays.copyOf(right.dims(), rightRank - 2);
    int batch = Axes.outer(left.dims(), rank - 2);
    boolean repeats = batch > 1 && Axes.outer(right.dims(), rightRank - 2) == 1;
    boolean matches = right.dims()[rightRank - 2] == depth;
    if (!matches || (!repeats && !Arrays.equals(sides(leftBatch), sides(rightBatch)))) {
      throw node.error(
          "products of "
              + Arrays.toString(left.dims())
              + " and "
              + Arrays.toString(right.dims())
              + " are not supported; matrices whose other dimensions are equal are");
    }
    int resultRank = Math.max(rank, rightRank);
    long[] dims = new long[resultRank];
    Arrays.fill(dims, 1);
    System.arraycopy(left.dims(), 0, dims, resultRank - rank, rank);
    dims[resultRank - 1] = columns;
    Shape shape = Values.shape(node, dims);
    // One matrix for all others is one product with all of their rows.
    Sizes sizes =
        repeats
            ? new Sizes(1, batch * rows, depth, columns)
            : new Sizes(batch, rows, depth, columns);
    Tensor output = product(node, left.tensor(), right.tensor(), sizes, shape);
    values.putActivation(node.output(), output, dims);
  }

  private static long[] sides(long[] dims) {
    return Arrays.stream(dims).filter(side -> side > 1).toArray();
  }

  private Tensor product(OnnxNode node, Tensor left, Tensor right, Sizes sizes, Shape shape) {
    Quantisation ofLeft = format(left);
    Quantisation ofRight = format(right);
    int batch = sizes.batch;
    int rows = sizes.rows;
    int columns = sizes.columns;
    if (isInt8(ofLeft) && countsFromZero(ofRight)) {
      // Results come in the order of the file where the right side is the first operand.
      Tensor first = view(node, right, batch * sizes.depth, columns);
      Tensor second = turned(node, left, batch, rows, sizes.depth);
      Tensor results = layer(node, first, second, new Shape(batch * rows, 1, columns), batch);
      return restored(node, results, List.of(batch * rows, columns), List.of(0, 1), shape);
    }
    if (countsFromZero(ofLeft) && isInt8(ofRight)) {
      Tensor first = turned(node, left, batch, rows, sizes.depth);
      Tensor second = view(node, right, batch * sizes.depth, columns);
      Tensor results = layer(node, first, second, new Shape(batch * columns, 1, rows), batch);
      return restored(node, results, List.of(batch, columns, rows), List.of(0, 2, 1), shape);
    }
    Tensor output = builder.tensor(node.output(), shape);
    return builder.add(
        new MatrixProduct(node.name(), left, right, output, batch, rows, sizes.depth, columns));
  }

  /** The format that a tensor will have; null where it will be int8 around 0. */
  private Quantisation format(Tensor tensor) {
    Quantisation prescribed = builder.quantisation(tensor);
    Node producer = builder.producer(tensor);
    if (prescribed != null || producer == null) {
      return prescribed;
    }
    if (producer.keepsScale()) {
      return format(producer.inputs().get(0));
    }
    return producer instanceof Softmax ? SoftmaxRule.RESULT : null;
  }

  /** An element multiplies the stored bits: nothing may have to be subtracted from them. */
  private static boolean countsFromZero(Quantisation format) {
    return format == null || format.zeroPoint() == 0;
  }

  private static boolean isInt8(Quantisation format) {
    return format == null || (format.zeroPoint() == 0 && format.lowest() < 0);
  }

  private Tensor view(OnnxNode node, Tensor tensor, int channels, int pixels) {
    return builder.add(
        new Node.Reshape(node.name(), tensor, unnamed(new Shape(channels, 1, pixels))));
  }

  /** {@code [batch, rows, depth]} as {@code [batch * depth, rows]}. */
  private Tensor turned(OnnxNode node, Tensor tensor, int batch, int rows, int depth) {
    Tensor turned = unnamed(new Shape(batch * depth, 1, rows));
    List<Integer> dims = List.of(batch, rows, depth);
    return builder.add(new Node.Transpose(node.name(), tensor, turned, dims, List.of(0, 2, 1)));
  }

  /** The file has no such tensor. */
  private Tensor unnamed(Shape shape) {
    return builder.tensor("", shape);
  }

  private Tensor layer(OnnxNode node, Tensor first, Tensor second, Shape shape, int batch) {
    Tensor operands = unnamed(Node.OperandPair.shape(first, second));
    builder.add(new Node.OperandPair(node.name(), first, second, operands));
    Tensor results = builder.tensor(node.output(), shape);
    return builder.add(Convolution.product(node.name(), operands, results, batch));
  }

  private Tensor restored(
      OnnxNode node, Tensor results, List<Integer> dims, List<Integer> order, Shape shape) {
    if (results.shape().equals(shape) && isSorted(order)) {
      return results;
    }
    Tensor output = builder.tensor(node.output(), shape);
    return builder.addLayout(
        isSorted(order)
            ? new Node.Reshape(node.name(), results, output)
            : new Node.Transpose(node.name(), results, output, dims, order));
  }

  private static boolean isSorted(List<Integer> order) {
    return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
  }
}
