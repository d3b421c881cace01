package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads networks of float64 in float32: int8 needs no more, and ONNX Runtime runs no convolution in
 * float64.
 */
final class SinglePrecision {
  private static final int DOUBLE = DataType.DOUBLE.getNumber();
  private static final int FLOAT = DataType.FLOAT.getNumber();

  private SinglePrecision() {}

  /** Whether anything of the graph is float64. */
  static boolean isNeeded(GraphProto graph) {
    return graph.getInitializerList().stream().anyMatch(SinglePrecision::isDouble)
        || graph.getInputList().stream().anyMatch(SinglePrecision::isDouble)
        || graph.getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .anyMatch(attribute -> isDouble(attribute.getT()) || namesDouble(attribute));
  }

  private static boolean isDouble(TensorProto tensor) {
    return tensor.getDataType() == DOUBLE;
  }

  private static boolean isDouble(ValueInfoProto value) {
    return value.getType().getTensorType().getElemType() == DOUBLE;
  }

  /** Attributes that hold a type: {@code to} of Cast, {@code dtype} of generators. */
  private static boolean namesDouble(AttributeProto attribute) {
    boolean isType = attribute.getName().equals("to") || attribute.getName().equals("dtype");
    return isType && attribute.getI() == DOUBLE;
  }

  /** The same graph with float32 wherever it says float64; tensors must have been checked. */
  static GraphProto of(GraphProto graph) {
    GraphProto.Builder single = graph.toBuilder();
    for (TensorProto.Builder tensor : single.getInitializerBuilderList()) {
      narrow(tensor);
    }
    single.getInputBuilderList().forEach(SinglePrecision::narrow);
    single.getOutputBuilderList().forEach(SinglePrecision::narrow);
    single.getValueInfoBuilderList().forEach(SinglePrecision::narrow);
    for (NodeProto.Builder node : single.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        if (namesDouble(attribute.build())) {
          attribute.setI(FLOAT);
        }
        if (isDouble(attribute.getT())) {
          OnnxTensors.check("a constant of node '" + node.getName() + "'", attribute.getT());
          narrow(attribute.getTBuilder());
        }
      }
    }
    return single.build();
  }

  private static void narrow(ValueInfoProto.Builder value) {
    if (isDouble(value.build())) {
      value.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT);
    }
  }

  private static void narrow(TensorProto.Builder tensor) {
    if (tensor.getDataType() != DOUBLE) {
      return;
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean packed = raw.hasRemaining();
    int count = packed ? raw.remaining() / Double.BYTES : tensor.getDoubleDataCount();
    ByteBuffer floats = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      floats.putFloat((float) (packed ? raw.getDouble() : tensor.getDoubleData(i)));
    }
    tensor.setDataType(FLOAT).clearDoubleData().setRawData(ByteString.copyFrom(floats.flip()));
  }
}
