package io.faultmesh.training;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Builds an ONNX model of float32 tensors, node by node in graph order. Equal calls give equal
 * bytes.
 */
public final class OnnxExport {
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private final GraphProto.Builder graph = GraphProto.newBuilder();

  public OnnxExport(String graphName) {
    graph.setName(graphName);
  }

  /** A graph input with a symbolic batch dimension {@code n} in front of {@code shape}. */
  public OnnxExport input(String name, long... shape) {
    graph.addInput(batched(name, shape));
    return this;
  }

  /** A graph output with a symbolic batch dimension {@code n} in front of {@code shape}. */
  public OnnxExport output(String name, long... shape) {
    graph.addOutput(batched(name, shape));
    return this;
  }

  /**
   * A constant tensor.
   *
   * @throws IllegalArgumentException if {@code values} does not fill {@code shape}
   */
  public OnnxExport weights(String name, long[] shape, float[] values) {
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for the shape " + Arrays.toString(shape));
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(FLOAT)
            .setRawData(ByteString.copyFrom(raw));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return this;
  }

  /** A node with one output. The inputs are data first, then the names of weights. */
  public OnnxExport node(
      String operator,
      String name,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  /** An attribute of one integer. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute of a list of integers. */
  public static AttributeProto attribute(String name, long[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  /** The bytes of the model file. */
  public byte[] toBytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("faultmesh")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto batched(String name, long[] shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    for (long length : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
    }
    TypeProto.Tensor type = TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(dims).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
