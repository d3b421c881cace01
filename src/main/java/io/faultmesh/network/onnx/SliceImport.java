package io.faultmesh.network.onnx;

import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Imports what takes parts of tensors, puts them side by side, and pads. */
final class SliceImport {
  private static final int STORED_RANK = 4;

  private final Values values;
  private final GraphBuilder builder;
  private final Axes axes;
  private final FunctionImport functions;

  SliceImport(Values values, GraphBuilder builder, FunctionImport functions) {
    this.functions = functions;
    this.values = values;
    this.builder = builder;
    this.axes = new Axes(builder);
  }

  /** Slice, whose ranges are attributes up to operator set 9. */
  void slice(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    int[] starts = numbers(node, 1, "starts");
    int[] ends = numbers(node, 2, "ends");
    int[] along = numbers(node, 3, "axes");
    along = along == null ? ShapeImport.range(starts.length) : along;
    int[] steps = new int[starts.length];
    Arrays.fill(steps, 1);
    if (node.hasInput(4)) {
      steps = values.ints(node, 4);
    }
    if (ends.length != starts.length
        || along.length != starts.length
        || steps.length != starts.length) {
      throw node.error("starts, ends, axes and steps differ in length");
    }
    int rank = input.dims().length;
    Parts parts = new Parts(input.dims());
    for (int i = 0; i < along.length; i++) {
      int axis = ShapeImport.axis(node, along[i], rank);
      if (steps[i] < 1) {
        throw node.error("the step " + steps[i] + " is not supported; positive ones are");
      }
      long side = input.dims()[axis];
      long from = Math.min(side, Math.max(0, starts[i] < 0 ? starts[i] + side : starts[i]));
      long to = Math.min(side, Math.max(0, ends[i] < 0 ? ends[i] + side : ends[i]));
      if (to <= from) {
        throw node.error("the slice is empty along axis " + axis);
      }
      parts.take(axis, (int) from, steps[i], (to - from + steps[i] - 1) / steps[i]);
    }
    put(node, node.output(), input, parts);
  }

  private int[] numbers(OnnxNode node, int input, String attribute) {
    if (node.hasInput(input)) {
      return values.ints(node, input);
    }
    int[] numbers = node.integers(attribute);
    if (numbers == null && !attribute.equals("axes")) {
      throw node.error(attribute + " is missing");
    }
    return numbers;
  }

  /** Every step-th value from a start, along every axis. */
  private static final class Parts {
    final int[] starts;
    final int[] steps;
    final long[] dims;

    Parts(long[] dims) {
      this.dims = dims.clone();
      starts = new int[dims.length];
      steps = new int[dims.length];
      Arrays.fill(steps, 1);
    }

    Parts take(int axis, int start, int step, long count) {
      starts[axis] = start;
      steps[axis] = step;
      dims[axis] = count;
      return this;
    }
  }

  private void put(OnnxNode node, String name, Values.Activation input, Parts parts) {
    Shape shape = Values.shape(node, parts.dims);
    Tensor tensor = input.tensor();
    if (input.dims()[0] == 1 && input.dims().length <= STORED_RANK) {
      List<Integer> starts = new ArrayList<>(List.of(0, 0, 0));
      List<Integer> steps = new ArrayList<>(List.of(1, 1, 1));
      for (int axis = 1; axis < parts.dims.length; axis++) {
        starts.set(axis - 1, parts.starts[axis]);
        steps.set(axis - 1, parts.steps[axis]);
      }
      Tensor output = builder.tensor(name, shape);
      tensor = builder.add(new Node.Slice(node.name(), tensor, output, starts, steps));
    } else {
      long[] dims = input.dims().clone();
      for (int axis = 0; axis < dims.length; axis++) {
        if (dims[axis] != parts.dims[axis]) {
          tensor = alongAxis(node, tensor, dims, axis, parts);
          dims[axis] = parts.dims[axis];
        }
      }
      // The last part carries the name; those in front of it hold more than the file names.
      Tensor output = builder.tensor(name, shape);
      tensor = builder.add(new Node.Reshape(node.name(), tensor, output));
    }
    values.putQuantised(name, tensor, input.quantisation(), parts.dims);
  }

  private Tensor alongAxis(OnnxNode node, Tensor tensor, long[] dims, int axis, Parts parts) {
    int outer = Axes.outer(dims, axis);
    int inner = Axes.inner(dims, axis);
    Tensor seen = axes.viewed(node, tensor, new Shape(outer, (int) dims[axis], inner));
    Tensor output = builder.tensor("", new Shape(outer, (int) parts.dims[axis], inner));
    List<Integer> starts = List.of(0, parts.starts[axis], 0);
    List<Integer> steps = List.of(1, parts.steps[axis], 1);
    return builder.add(new Node.Slice(node.name(), seen, output, starts, steps));
  }

  /** Parts of given lengths, an attribute up to operator set 12, or of equal ones. */
  void split(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    int axis = ShapeImport.axis(node, node.integer("axis", 0), input.dims().length);
    int outputs = node.proto().getOutputCount();
    int side = node.toInt(input.dims()[axis]);
    int[] lengths = node.hasInput(1) ? values.ints(node, 1) : node.integers("split");
    if (lengths == null) {
      int parts = (int) node.integer("num_outputs", outputs);
      int length = (side + parts - 1) / Math.max(1, parts);
      lengths = new int[parts];
      Arrays.fill(lengths, length);
      lengths[parts - 1] = side - (parts - 1) * length;
    }
    if (lengths.length != outputs
        || Arrays.stream(lengths).anyMatch(length -> length < 1)
        || Arrays.stream(lengths).asLongStream().sum() != side) {
      throw node.error(
          "parts of " + Arrays.toString(lengths) + " do not split " + side + " into " + outputs);
    }
    int start = 0;
    for (int i = 0; i < outputs; i++) {
      String name = node.proto().getOutput(i);
      if (!name.isEmpty()) {
        put(node, name, input, new Parts(input.dims()).take(axis, start, 1, lengths[i]));
      }
      start += lengths[i];
    }
  }

  /** Pad, whose pads and value are attributes up to operator set 10. */
  void pad(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw node.error("mode " + mode + " is not supported; constant is");
    }
    float value = node.hasInput(2) ? values.floats(node, 2)[0] : node.number("value", 0);
    if (value != 0) {
      throw node.error("pads other than zero are not supported");
    }
    int rank = input.dims().length;
    int[] given = numbers(node, 1, "pads");
    int[] along = node.hasInput(3) ? values.ints(node, 3) : ShapeImport.range(rank);
    if (given.length != 2 * along.length) {
      throw node.error(given.length + " pads do not match " + along.length + " axes");
    }
    int[] before = new int[Math.max(STORED_RANK, rank)];
    long[] dims = input.dims().clone();
    for (int i = 0; i < along.length; i++) {
      int axis = ShapeImport.axis(node, along[i], rank);
      if (given[i] < 0 || given[i + along.length] < 0) {
        throw node.error("negative pads are not supported");
      }
      before[axis] = given[i];
      dims[axis] += (long) given[i] + given[i + along.length];
    }
    if (dims[0] != 1 || rank > STORED_RANK) {
      throw node.error("padding the batch, or more than four dimensions, is not supported");
    }
    Tensor output = builder.tensor(node.output(), Values.shape(node, dims));
    builder.add(
        new Node.Padding(
            node.name(), input.tensor(), output, List.of(before[1], before[2], before[3])));
    values.putQuantised(node.output(), output, input.quantisation(), dims);
  }

  void concatenate(OnnxNode node) {
    List<FunctionImport.Operand> inputs = new ArrayList<>();
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      inputs.add(functions.operand(node, i));
    }
    FunctionImport.Operand first = inputs.get(0);
    int axis = ShapeImport.axis(node, node.integer("axis", 1), first.dims().length);
    if (axis == 0 && first.dims()[0] == 1) {
      throw node.error("concatenating along the batch is not supported");
    }
    long[] dims = first.dims().clone();
    dims[axis] = 0;
    for (FunctionImport.Operand input : inputs) {
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
    }
    Shape shape = Values.shape(node, dims);
    Tensor output;
    if (dims[0] == 1 && dims.length <= STORED_RANK) {
      output = builder.tensor(node.output(), shape);
      List<Tensor> tensors = inputs.stream().map(FunctionImport.Operand::tensor).toList();
      builder.add(new Node.Concatenation(node.name(), tensors, output, axis - 1));
    } else {
      int outer = Axes.outer(dims, axis);
      int inner = Axes.inner(dims, axis);
      List<Tensor> tensors = new ArrayList<>();
      for (FunctionImport.Operand input : inputs) {
        Shape seen = new Shape(outer, (int) input.dims()[axis], inner);
        tensors.add(axes.viewed(node, input.tensor(), seen));
      }
      Tensor joined = builder.tensor(node.output(), new Shape(outer, (int) dims[axis], inner));
      builder.add(new Node.Concatenation(node.name(), tensors, joined, 1));
      output = axes.viewed(node, joined, shape);
    }
    values.putActivation(node.output(), output, dims);
  }
}
