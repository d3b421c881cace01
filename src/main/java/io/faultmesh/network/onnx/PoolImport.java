package io.faultmesh.network.onnx;

import io.faultmesh.network.Clip;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Imports pools and means. */
final class PoolImport {
  private final Values values;
  private final GraphBuilder builder;
  private final Axes axes;

  PoolImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
    this.axes = new Axes(builder);
  }

  void pool(OnnxNode node) {
    Values.Activation input = values.image(node, 0);
    Shape shape = input.tensor().shape();
    int[] kernel = node.integers("kernel_shape");
    int spatial = input.dims().length - 2;
    if (spatial > 2 || kernel == null || kernel.length != spatial) {
      throw node.error("only 1-D and 2-D pools are supported");
    }
    if (node.proto().getOutputCount() > 1 && !node.proto().getOutput(1).isEmpty()) {
      throw node.error("the indices of a pool are not supported");
    }
    Window window = Windows.of(node, shape, kernel);
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
        node.output(),
        output,
        average ? null : input.quantisation(),
        Windows.dims(outputShape, spatial));
  }

  /** GlobalAveragePool and GlobalMaxPool. */
  void global(OnnxNode node) {
    Values.Activation input = values.image(node, 0);
    Shape shape = input.tensor().shape();
    Tensor output = builder.tensor(node.output(), new Shape(shape.channels(), 1, 1));
    long[] dims = input.dims().clone();
    Arrays.fill(dims, 2, dims.length, 1);
    boolean average = node.operator().equals("GlobalAveragePool");
    Window whole = Window.whole(shape);
    builder.add(
        average
            ? new Node.AveragePool(node.name(), input.tensor(), output, whole, false, Clip.NONE)
            : new Node.MaxPool(node.name(), input.tensor(), output, whole));
    values.putQuantised(node.output(), output, average ? null : input.quantisation(), dims);
  }

  /** A mean over any axes, which are an attribute up to operator set 17. */
  void reduceMean(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = input.dims();
    int[] given = node.hasInput(1) ? values.ints(node, 1) : node.integers("axes");
    if (given == null || given.length == 0) {
      throw node.error("without axes it would take in the batch; name the axes");
    }
    boolean[] reduced = new boolean[dims.length];
    for (int axis : given) {
      reduced[ShapeImport.axis(node, axis, dims.length)] = true;
    }
    if (reduced[0] && dims[0] == 1) {
      throw node.error("a mean over the batch is not supported");
    }
    long[] result =
        node.integer("keepdims", 1) != 0
            ? axes(dims.length).mapToLong(i -> reduced[i] ? 1 : dims[i]).toArray()
            : axes(dims.length).filter(i -> !reduced[i]).mapToLong(i -> dims[i]).toArray();
    Tensor pooled = mean(node, input.tensor(), dims, reduced);
    Tensor output = axes.viewed(node, pooled, Values.shape(node, result));
    values.putActivation(node.output(), output, result);
  }

  /** The mean as a pool over {@code (outer, axes, inner)}, behind a transposition if need be. */
  private Tensor mean(OnnxNode node, Tensor tensor, long[] dims, boolean[] reduced) {
    int[] over = axes(dims.length).filter(i -> reduced[i] && dims[i] > 1).toArray();
    if (over.length == 0) {
      return tensor;
    }
    int first = over[0];
    int last = over[over.length - 1];
    boolean adjacent =
        axes(dims.length)
            .filter(i -> i > first && i < last)
            .allMatch(i -> reduced[i] || dims[i] == 1);
    int count = (int) Arrays.stream(over).mapToLong(i -> dims[i]).reduce(1, (a, b) -> a * b);
    int outer = Axes.outer(dims, first);
    int inner = Axes.inner(dims, last);
    Tensor seen = tensor;
    if (!adjacent) {
      seen = builder.tensor("", new Shape(tensor.shape().size() / count, count, 1));
      List<Integer> order =
          new ArrayList<>(axes(dims.length).filter(i -> !reduced[i]).boxed().toList());
      order.addAll(axes(dims.length).filter(i -> reduced[i]).boxed().toList());
      List<Integer> sides = Arrays.stream(dims).mapToObj(node::toInt).toList();
      builder.add(new Node.Transpose(node.name(), tensor, seen, sides, order));
      outer = seen.shape().channels();
      inner = 1;
    } else if (inner > 1 || tensor.shape().channels() != outer) {
      seen = axes.viewed(node, tensor, new Shape(outer, count, inner));
    }
    Shape shape = seen.shape();
    Window window =
        new Window(shape.height(), inner > 1 ? 1 : shape.width(), 1, 1, 0, 0, 0, 0, 1, 1);
    Tensor output = builder.tensor(node.output(), new Shape(outer, 1, inner));
    return builder.add(new Node.AveragePool(node.name(), seen, output, window, false, Clip.NONE));
  }

  private static IntStream axes(int rank) {
    return IntStream.range(0, rank);
  }
}
