package io.faultmesh.network.onnx;

import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.Arrays;

/** Imports functions of vectors. */
final class VectorImport {
  /** The first operator set in which Softmax works along one axis only. */
  private static final long ONE_AXIS = 13;

  private final Values values;
  private final GraphBuilder builder;
  private final long opset;

  VectorImport(Values values, GraphBuilder builder, long opset) {
    this.values = values;
    this.builder = builder;
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
}
