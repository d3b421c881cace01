package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;

/** Imports QuantizeLinear and DequantizeLinear: a pre-quantised file keeps its own scales. */
final class QuantisedImport {
  private static final int UINT8_MIDDLE = 128;

  private final Values values;
  private final GraphBuilder builder;

  QuantisedImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
  }

  /** The tensor stays; its scale is now fixed. */
  void quantise(OnnxNode node) {
    checkSymmetric(node, DataType.UINT8.getNumber());
    Values.Activation input = values.activation(node, 0);
    float[] scale = values.floats(node, 1);
    if (scale.length != 1 || !(scale[0] > 0)) {
      throw node.error("an activation needs one positive scale");
    }
    builder.fixScale(input.tensor(), scale[0]);
    values.alias(node);
  }

  /** Weights become floats again, and their scales are kept beside them. */
  void dequantiseConstant(OnnxNode node, ConstantFolder folder) {
    checkSymmetric(node, values.constant(node, 0).getDataType());
    float[] scale = values.floats(node, 1);
    double[] scales = new double[scale.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = scale[i];
    }
    values.putConstant(node.output(), folder.fold(node, values.constants()));
    values.putScales(node.output(), scales);
  }

  private void checkSymmetric(OnnxNode node, int typeWithoutZeroPoint) {
    int type = typeWithoutZeroPoint;
    long[] zeroPoints = {0};
    if (node.hasInput(2)) {
      TensorProto zeroPoint = values.constant(node, 2);
      type = zeroPoint.getDataType();
      zeroPoints = OnnxTensors.longs(node, zeroPoint);
    }
    long middle = type == DataType.UINT8.getNumber() ? UINT8_MIDDLE : 0;
    if (!Arrays.stream(zeroPoints).allMatch(value -> value == middle)) {
      throw node.error("only symmetric quantisation is supported (zero point " + middle + ")");
    }
  }
}
