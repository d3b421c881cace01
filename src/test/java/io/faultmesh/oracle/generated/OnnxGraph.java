package io.faultmesh.oracle.generated;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Writes an ONNX file node by node; every method gives the name of the value that it adds. */
public final class OnnxGraph {
  private static final int IR_VERSION = 7;

  private final int opset;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("generated");
  private int names;

  public OnnxGraph(int opset) {
    this.opset = opset;
  }

  public int opset() {
    return opset;
  }

  /** A graph input with a symbolic batch in front of the dimensions. */
  public String input(long... dims) {
    String name = fresh("input");
    graph.addInput(value(name, dims));
    return name;
  }

  public String floats(float[] values, long... dims) {
    TensorProto.Builder tensor = tensor("w", DataType.FLOAT, dims);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** One number without dimensions. */
  public String number(float value) {
    return floats(new float[] {value});
  }

  /** A tensor of any type, as the bytes that the format lays down. */
  public String raw(DataType type, byte[] bytes, long... dims) {
    TensorProto.Builder tensor = tensor("q", type, dims).setRawData(ByteString.copyFrom(bytes));
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** A list of integers. */
  public String longs(long... values) {
    TensorProto tensor = integers(values);
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** One integer without dimensions. */
  public String scalar(long value) {
    TensorProto.Builder tensor = tensor("c", DataType.INT64).addInt64Data(value);
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** A list of integers as a {@code Constant} node, which is how exporters write most of them. */
  public String constant(long... values) {
    return node(
        "Constant",
        List.of(),
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeType.TENSOR)
            .setT(integers(values))
            .build());
  }

  private TensorProto integers(long... values) {
    TensorProto.Builder tensor = tensor("c", DataType.INT64, values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  private TensorProto.Builder tensor(String prefix, DataType type, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(fresh(prefix)).setDataType(type.getNumber());
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor;
  }

  public String node(String operator, List<String> inputs, AttributeProto... attributes) {
    String output = fresh(operator.toLowerCase(java.util.Locale.ROOT));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName("node-" + output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** A node of several outputs. */
  public List<String> nodes(
      String operator, int outputs, List<String> inputs, AttributeProto... attributes) {
    node(operator, inputs, attributes);
    NodeProto.Builder node = graph.getNodeBuilder(graph.getNodeCount() - 1);
    while (node.getOutputCount() < outputs) {
      node.addOutput(fresh(operator.toLowerCase(java.util.Locale.ROOT)));
    }
    return List.copyOf(node.getOutputList());
  }

  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  public static AttributeProto attribute(String name, long[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  public static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** The model, still open to changes that a test wants to make. */
  public ModelProto.Builder model(String output) {
    GraphProto.Builder whole = graph.clone();
    whole.addOutput(
        ValueInfoProto.newBuilder()
            .setName(output)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()))));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("test")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(whole);
  }

  public byte[] toBytes(String output) {
    return model(output).build().toByteArray();
  }

  private String fresh(String prefix) {
    return prefix + names++;
  }

  private static ValueInfoProto value(String name, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam("batch"));
    for (long dim : dims) {
      shape.addDim(Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(DataType.FLOAT.getNumber())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
