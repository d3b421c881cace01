package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.ByteString;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxRuntimeLibrary;
import io.faultmesh.network.onnx.file.OnnxTensors;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes nodes whose inputs are all constant, by running each as a one-node model in ONNX
 * Runtime: so what an exporter emits for shapes and pads has the meaning that the standard gives
 * it.
 */
final class ConstantFolder {
  /** The first with tensors of four bits. */
  private static final int IR_VERSION = 10;

  private final List<OperatorSetIdProto> opsets;
  private final FoldingLimits limits = new FoldingLimits();

  ConstantFolder(List<OperatorSetIdProto> opsets) {
    this.opsets = opsets;
  }

  /** Takes in a constant that the file holds: the more it holds, the more may be computed. */
  void held(TensorProto constant) {
    limits.held(constant);
  }

  /** The value of a {@code Constant} node. */
  static TensorProto constant(OnnxNode node) {
    AttributeProto value = node.attribute("value");
    if (value != null) {
      OnnxTensors.check(node.where() + " its value", value.getT());
      return value.getT();
    }
    AttributeProto integer = node.attribute("value_int");
    if (integer != null) {
      return OnnxTensors.ofLongs(new long[0], integer.getI());
    }
    AttributeProto integers = node.attribute("value_ints");
    if (integers != null) {
      long[] values = integers.getIntsList().stream().mapToLong(Long::longValue).toArray();
      return OnnxTensors.ofLongs(new long[] {values.length}, values);
    }
    AttributeProto number = node.attribute("value_float");
    if (number != null) {
      return TensorProto.newBuilder()
          .setDataType(DataType.FLOAT.getNumber())
          .addFloatData(number.getF())
          .build();
    }
    throw node.error(
        "this form of Constant is not supported; value, value_int(s), value_float are");
  }

  /** Runs one node on constants; gives its results by name. */
  Map<String, TensorProto> fold(OnnxNode node, Map<String, TensorProto> constants) {
    limits.admit(node, constants);
    GraphProto.Builder graph = GraphProto.newBuilder().setName("constant").addNode(node.proto());
    for (String input : node.proto().getInputList()) {
      if (!input.isEmpty()) {
        graph.addInitializer(constants.get(input).toBuilder().setName(input));
      }
    }
    List<String> outputs =
        node.proto().getOutputList().stream().filter(output -> !output.isEmpty()).toList();
    outputs.forEach(output -> graph.addOutput(ValueInfoProto.newBuilder().setName(output)));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addAllOpsetImport(opsets)
            .setGraph(graph)
            .build();
    try (OrtSession.SessionOptions options = OnnxRuntimeLibrary.options()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      OrtEnvironment environment = OnnxRuntimeLibrary.environment();
      try (OrtSession session = environment.createSession(model.toByteArray(), options);
          OrtSession.Result result = session.run(Map.of())) {
        Map<String, TensorProto> results = new HashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
          results.put(outputs.get(i), toProto(node, (OnnxTensor) result.get(i)));
        }
        return results;
      }
    } catch (OrtException e) {
      throw node.error(
          "cannot be computed from its constants: "
              + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static TensorProto toProto(OnnxNode node, OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    TensorProto.Builder proto = TensorProto.newBuilder().setDataType(type(node, info).getNumber());
    for (long dim : info.getShape()) {
      proto.addDims(dim);
    }
    ByteBuffer bytes = tensor.getByteBuffer();
    return proto.setRawData(ByteString.copyFrom(bytes)).build();
  }

  private static DataType type(OnnxNode node, TensorInfo info) {
    return switch (info.type) {
      case FLOAT -> DataType.FLOAT;
      case DOUBLE -> DataType.DOUBLE;
      case INT8 -> DataType.INT8;
      case UINT8 -> DataType.UINT8;
      case INT16 -> DataType.INT16;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case BOOL -> DataType.BOOL;
      default ->
          throw node.error("makes constants of type " + info.type + ", which are not supported");
    };
  }
}
