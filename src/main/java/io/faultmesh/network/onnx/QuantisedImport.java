package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Imports QuantizeLinear and DequantizeLinear: a pre-quantised file keeps its own scales. */
final class QuantisedImport {
  private static final List<DataType> ACTIVATIONS = List.of(DataType.INT8, DataType.UINT8);
  private static final List<DataType> CONSTANTS =
      List.of(DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4, DataType.INT32);

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
    TensorQuantisation wanted = quantisation(node, unnamed == 0 ? 2 : unnamed);
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
    TensorQuantisation read = quantisation(node, DataType.UINT8.getNumber());
    if (!read.equals(input.quantisation())) {
      throw node.error(
          "reads with scale %s what was quantised with %s; one for both is supported"
              .formatted(read.scale(), input.quantisation().scale()));
    }
    values.alias(node);
  }

  private TensorQuantisation quantisation(OnnxNode node, int typeWithoutZeroPoint) {
    float[] scale = values.floats(node, 1);
    if (scale.length != 1) {
      throw node.error("an activation needs one positive scale, not " + scale.length);
    }
    checkSymmetric(node, typeWithoutZeroPoint, ACTIVATIONS);
    return new TensorQuantisation(scale[0], 0);
  }

  /** Refuses types and zero points of constants that int8 weights cannot stand for. */
  void checkConstant(OnnxNode node) {
    checkSymmetric(node, values.constant(node, 0).getDataType(), CONSTANTS);
  }

  private void checkSymmetric(OnnxNode node, int typeWithoutZeroPoint, List<DataType> supported) {
    TensorProto zeroPoint = node.hasInput(2) ? values.constant(node, 2) : null;
    int type = zeroPoint == null ? typeWithoutZeroPoint : zeroPoint.getDataType();
    DataType named = DataType.forNumber(type);
    if (!supported.contains(named)) {
      throw node.error(
          "quantises to %s; supported are %s"
              .formatted(
                  OnnxTensors.typeName(type),
                  supported.stream()
                      .map(one -> OnnxTensors.typeName(one.getNumber()))
                      .collect(Collectors.joining(", "))));
    }
    long middle = named == DataType.UINT8 ? 128 : named == DataType.UINT4 ? 8 : 0;
    boolean symmetric =
        zeroPoint == null
            ? middle == 0
            : Arrays.stream(OnnxTensors.longs(node, zeroPoint)).allMatch(value -> value == middle);
    if (!symmetric) {
      throw node.error("only symmetric quantisation is supported (zero point " + middle + ")");
    }
  }
}
