package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The scales of dequantised constants, value by value: what DequantizeLinear makes of ones, moved
 * as the constant itself was moved. So axes and blocks mean what the standard says they mean.
 */
final class ConstantScales {
  private static final List<String> MOVING =
      List.of(
          "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Slice", "Expand");

  private final Map<String, OnnxNode> producers = new HashMap<>();
  private final Values values;
  private final ConstantFolder folder;

  ConstantScales(Values values, ConstantFolder folder) {
    this.values = values;
    this.folder = folder;
  }

  /** Remembers what computed a constant. */
  void computed(OnnxNode node) {
    producers.put(node.output(), node);
  }

  /** A scale per value of a constant, in its order; null where it was not dequantised. */
  float[] of(String constant) {
    TensorProto scales = tensor(constant);
    return scales == null ? null : OnnxTensors.floats(producers.get(constant), scales);
  }

  /** Values in double precision: exact where the constant is int32 with a float32 scale. */
  double[] exact(OnnxNode reader, int input) {
    float[] rounded = values.floats(reader, input);
    double[] exact = new double[rounded.length];
    OnnxNode node = producers.get(reader.input(input));
    boolean whole =
        node != null
            && node.operator().equals("DequantizeLinear")
            && values.constant(node, 0).getDataType() == TensorProto.DataType.INT32.getNumber();
    float[] scale = whole ? of(reader.input(input)) : null;
    long[] integers = whole ? OnnxTensors.longs(node, values.constant(node, 0)) : null;
    for (int i = 0; i < exact.length; i++) {
      exact[i] = whole ? (double) integers[i] * scale[i] : rounded[i];
    }
    return exact;
  }

  private TensorProto tensor(String constant) {
    OnnxNode node = producers.get(constant);
    if (node == null) {
      return null;
    }
    if (node.operator().equals("DequantizeLinear")) {
      NodeProto.Builder ofOnes = node.proto().toBuilder().clearInput();
      ofOnes.addInput(node.input(0)).addInput(node.input(1));
      return fold(node, ofOnes, ones(values.constant(node, 0)));
    }
    TensorProto source = MOVING.contains(node.operator()) ? tensor(node.input(0)) : null;
    return source == null ? null : fold(node, node.proto().toBuilder(), source);
  }

  private TensorProto fold(OnnxNode node, NodeProto.Builder proto, TensorProto first) {
    Map<String, TensorProto> inputs = new HashMap<>(values.constants());
    inputs.put(node.input(0), first);
    return folder.fold(new OnnxNode(node.file(), proto.build()), inputs).get(node.output());
  }

  private static TensorProto ones(TensorProto like) {
    return TensorProto.newBuilder()
        .setDataType(like.getDataType())
        .addAllDims(like.getDimsList())
        .setRawData(OnnxTensors.rawOnes(like))
        .build();
  }
}
