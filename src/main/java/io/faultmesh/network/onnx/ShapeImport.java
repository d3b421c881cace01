package io.faultmesh.network.onnx;

import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
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
    long axis = axis(node, node.integer("axis", 1), input.dims().length);
    if (axis != 1) {
      throw node.error("axis " + axis + " is not supported; 1 is");
    }
    reshape(node, input, 1, input.tensor().shape().size());
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

  void slice(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    long[] dims = input.dims().clone();
    int[] starts = values.ints(node, 1);
    int[] ends = values.ints(node, 2);
    int[] axes = node.hasInput(3) ? values.ints(node, 3) : range(starts.length);
    int[] steps = new int[starts.length];
    Arrays.fill(steps, 1);
    if (node.hasInput(4)) {
      steps = values.ints(node, 4);
    }
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw node.error("starts, ends, axes and steps differ in length");
    }
    int[] start = new int[4];
    int[] step = {1, 1, 1, 1};
    for (int i = 0; i < axes.length; i++) {
      int axis = axis(node, axes[i], dims.length);
      if (steps[i] < 1) {
        throw node.error("the step " + steps[i] + " is not supported; positive ones are");
      }
      long side = input.dims()[axis];
      long from = Math.min(side, Math.max(0, starts[i] < 0 ? starts[i] + side : starts[i]));
      long to = Math.min(side, Math.max(0, ends[i] < 0 ? ends[i] + side : ends[i]));
      if (to <= from) {
        throw node.error("the slice is empty along axis " + axis);
      }
      dims[axis] = (to - from + steps[i] - 1) / steps[i];
      start[axis] = (int) from;
      step[axis] = steps[i];
    }
    if (dims[0] != 1) {
      throw node.error("slicing the batch is not supported");
    }
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    builder.add(
        new Node.Slice(
            node.name(),
            input.tensor(),
            output,
            List.of(start[1], start[2], start[3]),
            List.of(step[1], step[2], step[3])));
    values.putQuantised(node.output(), output, input.quantisation(), dims);
  }

  void pad(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw node.error("mode " + mode + " is not supported; constant is");
    }
    if (node.hasInput(2) && values.floats(node, 2)[0] != 0) {
      throw node.error("pads other than zero are not supported");
    }
    int rank = input.dims().length;
    int[] given = values.ints(node, 1);
    int[] axes = node.hasInput(3) ? values.ints(node, 3) : range(rank);
    if (given.length != 2 * axes.length) {
      throw node.error(given.length + " pads do not match " + axes.length + " axes");
    }
    int[] before = new int[4];
    long[] dims = input.dims().clone();
    for (int i = 0; i < axes.length; i++) {
      int axis = axis(node, axes[i], rank);
      if (given[i] < 0 || given[i + axes.length] < 0) {
        throw node.error("negative pads are not supported");
      }
      before[axis] = given[i];
      dims[axis] += (long) given[i] + given[i + axes.length];
    }
    if (dims[0] != 1) {
      throw node.error("padding the batch is not supported");
    }
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    builder.add(
        new Node.Padding(
            node.name(), input.tensor(), output, List.of(before[1], before[2], before[3])));
    values.putQuantised(node.output(), output, input.quantisation(), dims);
  }

  void concatenate(OnnxNode node) {
    Values.Activation first = values.activation(node, 0);
    int axis = axis(node, node.integer("axis", 1), first.dims().length);
    if (axis == 0) {
      throw node.error("concatenating along the batch is not supported");
    }
    long[] dims = first.dims().clone();
    List<Tensor> inputs = new ArrayList<>();
    dims[axis] = 0;
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      Values.Activation input = values.activation(node, i);
      for (int d = 0; d < Math.max(dims.length, input.dims().length); d++) {
        if (input.dims().length != dims.length || (d != axis && input.dims()[d] != dims[d])) {
          throw node.error(
              "its inputs do not match: "
                  + Arrays.toString(first.dims())
                  + " and "
                  + Arrays.toString(input.dims()));
        }
      }
      dims[axis] += input.dims()[axis];
      inputs.add(input.tensor());
    }
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    builder.add(new Node.Concatenation(node.name(), inputs, output, axis - 1));
    values.putActivation(node.output(), output, dims);
  }

  static int axis(OnnxNode node, long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw node.error("axis " + axis + " does not exist in a tensor of rank " + rank);
    }
    return (int) positive;
  }

  private static int[] range(int length) {
    int[] range = new int[length];
    Arrays.setAll(range, i -> i);
    return range;
  }
}
