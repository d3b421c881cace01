package io.faultmesh.network.onnx;

import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.Arrays;

/** Imports functions of vectors, and products of matrices both of which are activations. */
final class VectorImport {
  /** The first operator set in which Softmax works along one axis only. */
  private static final long ONE_AXIS = 13;

  private final Values values;
  private final GraphBuilder builder;
  private final FunctionImport functions;
  private final long opset;

  VectorImport(Values values, GraphBuilder builder, FunctionImport functions, long opset) {
    this.values = values;
    this.builder = builder;
    this.functions = functions;
    this.opset = opset;
  }

  void softmax(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = input.dims();
    boolean one = opset >= ONE_AXIS;
    int axis = ShapeImport.axis(node, node.integer("axis", one ? -1 : 1), dims.length);
    int inner = Axes.inner(dims, axis);
    int length = node.toInt(dims[axis]);
    Tensor output = builder.tensor(node.output(), input.tensor().shape());
    builder.add(
        new Softmax(
            node.name(), input.tensor(), output, one ? length : length * inner, one ? inner : 1));
    values.putActivation(node.output(), output, dims);
  }

  /** LayerNormalization; without scale and shift, which may be constants behind it. */
  void layerNormalization(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = input.dims();
    int axis = ShapeImport.axis(node, node.integer("axis", -1), dims.length);
    int length = node.toInt(dims[axis]) * Axes.inner(dims, axis);
    float[] gamma = new float[length];
    Arrays.fill(gamma, 1);
    if (node.hasInput(1)) {
      gamma = values.floats(node, 1);
    }
    float[] beta = node.hasInput(2) ? values.floats(node, 2) : new float[length];
    if (gamma.length != length || beta.length != length) {
      throw node.error("its scale and shift do not match vectors of " + length);
    }
    Tensor output = builder.tensor(node.output(), input.tensor().shape());
    builder.add(
        new LayerNormalisation(
            node.name(), input.tensor(), output, gamma, beta, node.number("epsilon", 1e-5f)));
    values.putActivation(node.output(), output, dims);
  }

  /** MatMul where the right side is no constant matrix. */
  void product(OnnxNode node) {
    FunctionImport.Operand left = functions.operand(node, 0);
    FunctionImport.Operand right = functions.operand(node, 1);
    int rank = left.dims().length;
    if (rank < 2 || right.dims().length < 2) {
      throw node.error("products of vectors are not supported; matrices are");
    }
    int rows = node.toInt(left.dims()[rank - 2]);
    int depth = node.toInt(left.dims()[rank - 1]);
    int columns = node.toInt(right.dims()[right.dims().length - 1]);
    long[] leftBatch = Arrays.copyOf(left.dims(), rank - 2);
    long[] rightBatch = Arrays.copyOf(right.dims(), right.dims().length - 2);
    int batch = Axes.outer(left.dims(), rank - 2);
    int rightSize = Axes.outer(right.dims(), right.dims().length - 2);
    boolean repeats = rightSize == 1 && batch > 1;
    boolean matches = right.dims()[right.dims().length - 2] == depth;
    if (!matches || (!repeats && !Arrays.equals(sides(leftBatch), sides(rightBatch)))) {
      throw node.error(
          "products of "
              + Arrays.toString(left.dims())
              + " and "
              + Arrays.toString(right.dims())
              + " are not supported");
    }
    int resultRank = Math.max(rank, right.dims().length);
    long[] dims = new long[resultRank];
    Arrays.fill(dims, 1);
    System.arraycopy(left.dims(), 0, dims, resultRank - rank, rank);
    dims[resultRank - 1] = columns;
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    builder.add(
        new MatrixProduct(
            node.name(),
            left.tensor(),
            right.tensor(),
            output,
            batch,
            rows,
            depth,
            columns,
            repeats));
    values.putActivation(node.output(), output, dims);
  }

  private static long[] sides(long[] dims) {
    return Arrays.stream(dims).filter(side -> side > 1).toArray();
  }
}
