package io.faultmesh.network.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Builds an ONNX model, node by node in graph order. Equal calls give equal bytes. */
public final class ModelBuilder {
  /** Operators that ONNX Runtime adds to the standard. */
  public static final String CONTRIBUTED = "com.microsoft";

  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private boolean contributed;

  public ModelBuilder(String graphName) {
    graph.setName(graphName);
  }

  /** A float32 graph input with a symbolic batch dimension {@code n} in front of {@code shape}. */
  public ModelBuilder input(String name, long... shape) {
    graph.addInput(value(name, DataType.FLOAT, batched(shape)));
    return this;
  }

  /** A float32 graph output with a symbolic batch dimension {@code n} in front. */
  public ModelBuilder output(String name, long... shape) {
    graph.addOutput(value(name, DataType.FLOAT, batched(shape)));
    return this;
  }

  /** A graph input of any type, all dimensions symbolic. */
  public ModelBuilder input(String name, DataType type, int rank) {
    graph.addInput(value(name, type, symbolic(name, rank)));
    return this;
  }

  /** A graph output of any type, all dimensions symbolic. */
  public ModelBuilder output(String name, DataType type, int rank) {
    graph.addOutput(value(name, type, symbolic(name, rank)));
    return this;
  }

  /**
   * A constant float32 tensor.
   *
   * @throws IllegalArgumentException if {@code values} does not fill {@code shape}
   */
  public ModelBuilder weights(String name, long[] shape, float... values) {
    ByteBuffer raw = raw(values.length);
    raw.asFloatBuffer().put(values);
    return constant(name, DataType.FLOAT, values.length, ByteString.copyFrom(raw), shape);
  }

  /** A constant int32 tensor. */
  public ModelBuilder integers(String name, long[] shape, int... values) {
    ByteBuffer raw = raw(values.length);
    raw.asIntBuffer().put(values);
    return constant(name, DataType.INT32, values.length, ByteString.copyFrom(raw), shape);
  }

  /** A constant int64 tensor. */
  public ModelBuilder integers64(String name, long[] shape, long... values) {
    ByteBuffer raw = raw(2 * values.length);
    raw.asLongBuffer().put(values);
    return constant(name, DataType.INT64, values.length, ByteString.copyFrom(raw), shape);
  }

  /** A constant tensor of 8-bit values, signed or not. */
  public ModelBuilder bytes(String name, boolean signed, long[] shape, byte... values) {
    DataType type = signed ? DataType.INT8 : DataType.UINT8;
    return constant(name, type, values.length, ByteString.copyFrom(values), shape);
  }

  private static ByteBuffer raw(int values) {
    return ByteBuffer.allocate(Math.multiplyExact(4, values)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ModelBuilder constant(
      String name, DataType type, int values, ByteString raw, long[] shape) {
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values) {
      throw new IllegalArgumentException(
          name + " has " + values + " values for the shape " + Arrays.toString(shape));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(raw);
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return this;
  }

  /** A standard node with one output. The inputs are data first, then the names of constants. */
  public ModelBuilder node(
      String operator,
      String name,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    return node("", operator, name, inputs, output, attributes);
  }

  /** A node of an operator domain. */
  public ModelBuilder node(
      String domain,
      String operator,
      String name,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    contributed |= domain.equals(CONTRIBUTED);
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(domain)
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
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("faultmesh")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    if (contributed) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1));
    }
    return model.setGraph(graph).build().toByteArray();
  }

  private static TensorShapeProto batched(long[] shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    for (long length : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
    }
    return dims.build();
  }

  private static TensorShapeProto symbolic(String name, int rank) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (int i = 0; i < rank; i++) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + i));
    }
    return dims.build();
  }

  private static ValueInfoProto value(String name, DataType type, TensorShapeProto dims) {
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dims).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
