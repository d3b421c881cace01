package io.faultmesh.network.onnx;

import io.faultmesh.network.Clip;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.Arrays;

/** Imports pools and means. */
final class PoolImport {
  private final Values values;
  private final GraphBuilder builder;

  PoolImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
  }

  void pool(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    Shape shape = input.tensor().shape();
    int[] kernel = node.integers("kernel_shape");
    if (input.dims().length != 4 || kernel == null || kernel.length != 2) {
      throw node.error("only 2-D pools are supported");
    }
    if (node.proto().getOutputCount() > 1 && !node.proto().getOutput(1).isEmpty()) {
      throw node.error("the indices of a pool are not supported");
    }
    Window window = Windows.of(node, shape, kernel[0], kernel[1]);
    boolean average = node.operator().equals("AveragePool");
    if (average && (window.dilationY() > 1 || window.dilationX() > 1)) {
      throw node.error("dilated average pools are not supported");
    }
    if (window.padTop() >= window.reachY()
        || window.padLeft() >= window.reachX()
        || window.padBottom() >= window.reachY()
        || window.padRight() >= window.reachX()) {
      throw node.error("pads as large as the window are not supported");
    }
    Window whole = node.integer("ceil_mode", 0) == 0 ? window : Windows.ceiled(window, shape);
    Shape outputShape = Windows.output(node, whole, shape, shape.channels());
    Tensor output = builder.tensor(node.output(), outputShape);
    if (average) {
      boolean countPads = node.integer("count_include_pad", 0) != 0;
      if (countPads && !whole.equals(window)) {
        throw node.error("count_include_pad together with ceil_mode is not supported");
      }
      builder.add(
          new Node.AveragePool(node.name(), input.tensor(), output, whole, countPads, Clip.NONE));
    } else {
      builder.add(new Node.MaxPool(node.name(), input.tensor(), output, whole));
    }
    values.putQuantised(
        node.output(), output, average ? null : input.quantisation(), Values.dims4(outputShape));
  }

  void globalAverage(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    addGlobal(node, input, 1, input.tensor().shape().channels(), 1, 1);
  }

  /** A mean over height and width, whose axes are an attribute up to operator set 17. */
  void reduceMean(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    int[] axes = node.hasInput(1) ? values.ints(node, 1) : node.integers("axes");
    int rank = input.dims().length;
    if (axes != null) {
      for (int i = 0; i < axes.length; i++) {
        axes[i] = ShapeImport.axis(node, axes[i], rank);
      }
      Arrays.sort(axes);
    }
    if (rank != 4 || axes == null || !Arrays.equals(axes, new int[] {2, 3})) {
      throw node.error("is supported only over height and width of a 4-D tensor");
    }
    int channels = input.tensor().shape().channels();
    if (node.integer("keepdims", 1) != 0) {
      addGlobal(node, input, 1, channels, 1, 1);
    } else {
      addGlobal(node, input, 1, channels);
    }
  }

  private void addGlobal(OnnxNode node, Values.Activation input, long... dims) {
    Shape shape = input.tensor().shape();
    Tensor output = builder.tensor(node.output(), new Shape(shape.channels(), 1, 1));
    builder.add(
        new Node.AveragePool(
            node.name(), input.tensor(), output, Window.whole(shape), false, Clip.NONE));
    values.putActivation(node.output(), output, dims);
  }
}
