package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes are computed from constants, and how much they may make: a few nodes can ask for any
 * time and memory, so both are settled before anything is computed.
 */
final class FoldingLimits {
  /** Results no larger than the first input. */
  private static final Set<String> SHRINKING =
      Set.of(
          "Identity Cast Neg Abs Sqrt Reciprocal Exp Log Floor Ceil Round Sign Not Relu Clip Shape Size "
              .concat("Transpose Reshape Flatten Squeeze Unsqueeze Slice Split ")
              .concat("ReduceSum ReduceProd ReduceMax ReduceMin ReduceMean ReduceL1 ReduceL2 ")
              .concat("ReduceSumSquare QuantizeLinear DequantizeLinear")
              .split(" "));

  /** Results of the shape to which all inputs are broadcast. */
  private static final Set<String> BROADCASTING =
      Set.of(
          "Add Sub Mul Div Pow Mod Min Max Sum Mean And Or Xor Where "
              .concat("Equal Less LessOrEqual Greater GreaterOrEqual")
              .split(" "));

  /** What exporters compute are shapes, pads and small tables. */
  private static final double FREE_VALUES = 1 << 24;

  /** Weights may be quantised, dequantised and moved a few times. */
  private static final int TIMES_HELD = 8;

  /**
   * Weights that a file only says the shape of, as examples without weights do: those of VGG-19.
   */
  private static final double FILLED_VALUES = 150e6;

  private double left = FREE_VALUES;
  private double filledLeft = FILLED_VALUES;

  /** Takes in a constant that the file holds. */
  void held(TensorProto constant) {
    left += TIMES_HELD * size(constant);
  }

  /**
   * Admits a node.
   *
   * @throws io.faultmesh.scenario.BadInputException if its operator is not among those that are
   *     computed, or if its result is too large
   */
  void admit(OnnxNode node, Map<String, TensorProto> constants) {
    List<TensorProto> inputs = new ArrayList<>();
    for (String input : node.proto().getInputList()) {
      inputs.add(input.isEmpty() ? null : constants.get(input));
    }
    double size = resultSize(node, inputs);
    boolean fills = node.operator().equals("ConstantOfShape");
    double most = fills ? filledLeft : left;
    if (!(size <= most)) {
      throw node.error(
          Text.format(
              "would make %.0f values of constants; %.0f are left to this file", size, most));
    }
    if (fills) {
      filledLeft -= size;
    } else {
      left -= size;
    }
  }

  private static double resultSize(OnnxNode node, List<TensorProto> inputs) {
    String operator = node.operator();
    if (SHRINKING.contains(operator)) {
      return Math.max(size(input(node, inputs, 0)), input(node, inputs, 0).getDimsCount());
    }
    if (BROADCASTING.contains(operator)) {
      List<long[]> shapes = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        shapes.add(Values.dims(input(node, inputs, i)));
      }
      return broadcast(shapes);
    }
    return switch (operator) {
      case "Concat" -> inputs.stream().mapToDouble(FoldingLimits::size).sum();
      case "Gather" -> gathered(node, input(node, inputs, 0), input(node, inputs, 1));
      case "Expand" ->
          broadcast(List.of(Values.dims(input(node, inputs, 0)), numbers(node, inputs, 1)));
      case "Tile" -> size(input(node, inputs, 0)) * product(numbers(node, inputs, 1));
      case "ConstantOfShape" -> product(numbers(node, inputs, 0));
      case "Range" -> range(node, inputs);
      case "Pad" -> padded(node, Values.dims(input(node, inputs, 0)), numbers(node, inputs, 1));
      default ->
          throw node.error(
              "this operator is not computed from constants; export the file with constants folded");
    };
  }

  private static TensorProto input(OnnxNode node, List<TensorProto> inputs, int index) {
    if (index >= inputs.size() || inputs.get(index) == null) {
      throw node.error("input " + index + " is missing");
    }
    return inputs.get(index);
  }

  private static long[] numbers(OnnxNode node, List<TensorProto> inputs, int index) {
    return OnnxTensors.longs(node, input(node, inputs, index));
  }

  private static double size(TensorProto tensor) {
    return tensor == null ? 0 : product(Values.dims(tensor));
  }

  private static double product(long[] dims) {
    double product = 1;
    for (long dim : dims) {
      product *= Math.max(0, dim);
    }
    return product;
  }

  private static double broadcast(List<long[]> shapes) {
    int rank = shapes.stream().mapToInt(shape -> shape.length).max().orElse(0);
    double size = 1;
    for (int fromEnd = 1; fromEnd <= rank; fromEnd++) {
      long side = 1;
      for (long[] shape : shapes) {
        side = fromEnd > shape.length ? side : Math.max(side, shape[shape.length - fromEnd]);
      }
      size *= side;
    }
    return size;
  }

  private static double gathered(OnnxNode node, TensorProto data, TensorProto indices) {
    int axis = ShapeImport.axis(node, node.integer("axis", 0), data.getDimsCount());
    return size(indices) * size(data) / Math.max(1, data.getDims(axis));
  }

  private static double range(OnnxNode node, List<TensorProto> inputs) {
    double[] ends = new double[3];
    for (int i = 0; i < ends.length; i++) {
      TensorProto end = input(node, inputs, i);
      boolean whole = end.getDataType() != TensorProto.DataType.FLOAT.getNumber();
      if (size(end) != 1) {
        throw node.error("needs three single numbers");
      }
      ends[i] = whole ? OnnxTensors.longs(node, end)[0] : OnnxTensors.floats(node, end)[0];
    }
    return Math.max(0, Math.ceil((ends[1] - ends[0]) / ends[2]));
  }

  private static double padded(OnnxNode node, long[] dims, long[] pads) {
    if (node.hasInput(3) || pads.length != 2 * dims.length) {
      throw node.error("a constant is padded with two numbers per axis, not with " + pads.length);
    }
    for (int i = 0; i < dims.length; i++) {
      dims[i] += Math.max(0, pads[i]) + Math.max(0, pads[i + dims.length]);
    }
    return product(dims);
  }
}
