package io.faultmesh.network.onnx;

import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Imports what moves values without computing. */
final class ShapeImport {
  private final Values values;
  private final GraphBuilder builder;

  ShapeImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
  }

  void flatten(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = input.dims();
    long axis = node.integer("axis", 1);
    int split = axis == dims.length ? dims.length : axis(node, axis, dims.length);
    int rows = Axes.outer(dims, split);
    reshape(node, input, rows, input.tensor().shape().size() / rows);
  }

  void reshape(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    int[] target = values.ints(node, 1);
    long[] dims = new long[target.length];
    long known = 1;
    int free = -1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = target[i];
      if (target[i] == 0 && node.integer("allowzero", 0) == 0) {
        if (i >= input.dims().length) {
          throw node.error(
              "the shape " + Arrays.toString(target) + " copies a dimension that is not there");
        }
        dims[i] = input.dims()[i];
      }
      if (dims[i] == -1 && free < 0) {
        free = i;
      } else if (dims[i] < 1) {
        throw node.error("the shape " + Arrays.toString(target) + " is not valid");
      } else {
        known *= dims[i];
      }
    }
    if (free >= 0) {
      dims[free] = input.tensor().shape().size() / Math.max(1, known);
    }
    reshape(node, input, dims);
  }

  /** Squeeze and Unsqueeze, whose axes are an attribute up to operator set 12, then an input. */
  void squeeze(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    boolean insert = node.operator().equals("Unsqueeze");
    int[] axes = node.hasInput(1) ? values.ints(node, 1) : node.integers("axes");
    List<Long> dims = new ArrayList<>();
    for (long dim : input.dims()) {
      dims.add(dim);
    }
    if (axes == null) {
      throw node.error("without axes it would drop the batch; name the axes");
    }
    int rank = dims.size() + (insert ? axes.length : 0);
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axis(node, axes[i], rank);
    }
    Arrays.sort(axes);
    for (int i = 0; i < axes.length; i++) {
      if (insert) {
        dims.add(axes[i], 1L);
      } else if (dims.remove(axes[i] - i) != 1) {
        throw node.error("axis " + axes[i] + " of " + Arrays.toString(input.dims()) + " is not 1");
      }
    }
    reshape(node, input, dims.stream().mapToLong(Long::longValue).toArray());
  }

  private void reshape(OnnxNode node, Values.Activation input, long... dims) {
    Shape from = input.tensor().shape();
    Shape to = Values.shape(node, dims);
    if (from.size() != to.size()) {
      throw node.error("cannot turn " + from + " into " + Arrays.toString(dims));
    }
    Tensor output = input.tensor();
    if (!from.equals(to)) {
      output =
          builder.add(new Node.Reshape(node.name(), output, builder.tensor(node.output(), to)));
    }
    values.putQuantised(node.output(), output, input.quantisation(), dims);
  }

  void transpose(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    int rank = input.dims().length;
    int[] order = node.integers("perm");
    if (order == null) {
      order = new int[rank];
      Arrays.setAll(order, i -> rank - 1 - i);
    }
    if (!Arrays.equals(Arrays.stream(order).sorted().toArray(), range(rank))) {
      throw node.error("perm " + Arrays.toString(order) + " is no order of " + rank + " axes");
    }
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = input.dims()[order[i]];
    }
    // Axes of one value may stand anywhere.
    int[] moved = Arrays.stream(order).filter(axis -> input.dims()[axis] > 1).toArray();
    if (Arrays.equals(moved, Arrays.stream(moved).sorted().toArray())) {
      reshape(node, input, dims);
      return;
    }
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    builder.add(
        new Node.Transpose(
            node.name(),
            input.tensor(),
            output,
            Arrays.stream(input.dims()).mapToObj(node::toInt).toList(),
            Arrays.stream(order).boxed().toList()));
    values.putQuantised(node.output(), output, input.quantisation(), dims);
  }

  static int axis(OnnxNode node, long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw node.error("axis " + axis + " does not exist in a tensor of rank " + rank);
    }
    return (int) positive;
  }

  static int[] range(int length) {
    int[] range = new int[length];
    Arrays.setAll(range, i -> i);
    return range;
  }
}
