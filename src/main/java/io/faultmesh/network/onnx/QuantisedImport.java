package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import io.faultmesh.text.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Imports QuantizeLinear and DequantizeLinear: a pre-quantised file keeps its own scales. */
final class QuantisedImport {
  private static final List<DataType> ACTIVATIONS = List.of(DataType.INT8, DataType.UINT8);
  private static final List<DataType> CONSTANTS =
      List.of(DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4, DataType.INT32);

  private static final int UINT8_MIDDLE = 128;

  private final Values values;
  private final QuantisedTensors tensors;

  QuantisedImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.tensors = new QuantisedTensors(values, builder);
  }

  /** The result is the tensor that holds the input under this quantisation. */
  void quantise(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    int unnamed = (int) node.integer("output_dtype", DataType.UINT8.getNumber());
    Quantisation wanted = quantisation(node, unnamed == 0 ? 2 : unnamed);
    values.putQuantised(node.output(), tensors.of(node, input, wanted), wanted, input.dims());
  }

  Set<Integer> readAsFloats() {
    return tensors.readAsFloats();
  }

  /** The values stay; they must be read as they were written. */
  void dequantise(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    if (input.quantisation() == null) {
      throw node.error("reads '" + node.input(0) + "', which no QuantizeLinear made");
    }
    Quantisation read = quantisation(node, DataType.UINT8.getNumber());
    if (!read.equals(input.quantisation())) {
      throw node.error(
          Text.format(
              "reads with scale %s what was quantised with %s; one for both is supported",
              read.scale(), input.quantisation().scale()));
    }
    values.alias(node);
  }

  private Quantisation quantisation(OnnxNode node, int typeWithoutZeroPoint) {
    TensorProto zeroPoint = node.hasInput(2) ? values.constant(node, 2) : null;
    float[] scale = values.floats(node, 1);
    return format(node, scale, zeroPoint, typeWithoutZeroPoint);
  }

  /**
   * The format of an activation. Uint8 around 128 is int8 around 0 with another name for each
   * value, and becomes that.
   */
  static Quantisation format(
      OnnxNode node, float[] scale, TensorProto zeroPoint, int typeWithoutZeroPoint) {
    if (scale.length != 1 || !(scale[0] > 0) || Float.isInfinite(scale[0])) {
      throw node.error("an activation needs one positive scale, not " + Arrays.toString(scale));
    }
    int type = zeroPoint == null ? typeWithoutZeroPoint : zeroPoint.getDataType();
    checkType(node, type, ACTIVATIONS);
    long[] zeroPoints = zeroPoint == null ? new long[1] : OnnxTensors.longs(node, zeroPoint);
    if (zeroPoints.length != 1) {
      throw node.error("an activation needs one zero point, not " + zeroPoints.length);
    }
    int zero = (int) zeroPoints[0];
    if (type == DataType.INT8.getNumber()) {
      return new Quantisation(scale[0], zero, Byte.MIN_VALUE);
    }
    return zero == UINT8_MIDDLE
        ? Quantisation.symmetric(scale[0])
        : new Quantisation(scale[0], zero, 0);
  }

  private static void checkType(OnnxNode node, int type, List<DataType> supported) {
    if (!supported.contains(DataType.forNumber(type))) {
      throw node.error(
          Text.format(
              "quantises to %s; supported are %s",
              OnnxTensors.typeName(type),
              supported.stream()
                  .map(one -> OnnxTensors.typeName(one.getNumber()))
                  .collect(Collectors.joining(", "))));
    }
  }

  /** Refuses types and zero points of constants that int8 weights cannot stand for. */
  void checkConstant(OnnxNode node) {
    checkSymmetric(node, values.constant(node, 0).getDataType(), CONSTANTS);
  }

  private void checkSymmetric(OnnxNode node, int typeWithoutZeroPoint, List<DataType> supported) {
    TensorProto zeroPoint = node.hasInput(2) ? values.constant(node, 2) : null;
    int type = zeroPoint == null ? typeWithoutZeroPoint : zeroPoint.getDataType();
    checkType(node, type, supported);
    DataType named = DataType.forNumber(type);
    long middle = named == DataType.UINT8 ? UINT8_MIDDLE : named == DataType.UINT4 ? 8 : 0;
    boolean symmetric =
        zeroPoint == null
            ? middle == 0
            : Arrays.stream(OnnxTensors.longs(node, zeroPoint)).allMatch(value -> value == middle);
    if (!symmetric) {
      throw node.error(
          "only weights with zero point " + middle + " are supported; quantise them symmetrically");
    }
  }
}
