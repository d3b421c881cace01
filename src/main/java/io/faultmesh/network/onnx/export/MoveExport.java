package io.faultmesh.network.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes nodes that only move values. */
final class MoveExport {
  private final QuantisedExport export;
  private final ModelBuilder model;

  MoveExport(QuantisedExport export, ModelBuilder model) {
    this.export = export;
    this.model = model;
  }

  /** What only moves values moves them as they are; only padding is not defined on all types. */
  void add(Node node) {
    Shape out = node.output().shape();
    String output = QuantisedExport.name(node.output());
    String input = QuantisedExport.name(node.inputs().get(0));
    if (node instanceof Node.Slice slice) {
      int[] sides = {out.channels(), out.height(), out.width()};
      long[] values = new long[12];
      for (int i = 0; i < 3; i++) {
        int start = slice.starts().get(i);
        int step = slice.steps().get(i);
        values[i] = start;
        values[3 + i] = (long) start + (long) (sides[i] - 1) * step + 1;
        values[6 + i] = i + 1L;
        values[9 + i] = step;
      }
      String[] kinds = {".starts", ".ends", ".axes", ".steps"};
      List<String> inputs = new ArrayList<>(List.of(input));
      for (int k = 0; k < kinds.length; k++) {
        model.integers64(
            output + kinds[k], new long[] {3}, values[3 * k], values[3 * k + 1], values[3 * k + 2]);
        inputs.add(output + kinds[k]);
      }
      model.node("Slice", export.name(slice), inputs, output);
    } else if (node instanceof Node.Padding padding) {
      Shape in = padding.input().shape();
      List<Integer> before = padding.before();
      model.integers64(
          output + ".pads",
          new long[] {8},
          0,
          before.get(0),
          before.get(1),
          before.get(2),
          0,
          out.channels() - in.channels() - before.get(0),
          out.height() - in.height() - before.get(1),
          out.width() - in.width() - before.get(2));
      String result = output + ".padded";
      List<String> inputs = List.of(export.floats(padding.input()), output + ".pads");
      model.node("Pad", export.name(node), inputs, result);
      export.quantise(result, padding.output());
    } else if (node instanceof Selection selection) {
      selected(selection, input, output);
    } else if (node instanceof Node.Transpose transpose) {
      transposed(transpose, input, output);
    } else {
      model.integers64(
          output + ".shape", new long[] {4}, 0, out.channels(), out.height(), out.width());
      model.node("Reshape", export.name(node), List.of(input, output + ".shape"), output);
    }
  }

  private void selected(Selection node, String input, String output) {
    List<List<Integer>> places = List.of(node.channels(), node.rows(), node.columns());
    String taken = input;
    for (int axis = 1; axis <= places.size(); axis++) {
      long[] indices = places.get(axis - 1).stream().mapToLong(Integer::longValue).toArray();
      String result = axis == places.size() ? output : output + ".along" + axis;
      model.integers64(result + ".places", new long[] {indices.length}, indices);
      model.node(
          "Gather",
          axis == 1 ? export.name(node) : result + ".gather",
          List.of(taken, result + ".places"),
          result,
          ModelBuilder.attribute("axis", axis));
      taken = result;
    }
  }

  private void transposed(Node.Transpose node, String input, String output) {
    long[] dims = new long[node.dims().size() + 1];
    long[] order = new long[dims.length];
    for (int i = 1; i < dims.length; i++) {
      dims[i] = node.dims().get(i - 1);
      order[i] = node.order().get(i - 1) + 1L;
    }
    Shape out = node.output().shape();
    model.integers64(output + ".dims", new long[] {dims.length}, dims);
    model.integers64(
        output + ".shape", new long[] {4}, 0, out.channels(), out.height(), out.width());
    String axes = output + ".axes";
    String turned = output + ".turned";
    AttributeProto perm = ModelBuilder.attribute("perm", order);
    model.node("Reshape", axes, List.of(input, output + ".dims"), axes);
    model.node("Transpose", export.name(node), List.of(axes), turned, perm);
    model.node("Reshape", output + ".back", List.of(turned, output + ".shape"), output);
  }
}
