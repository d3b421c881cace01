package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.faultmesh.network.onnx.file.OnnxRuntimeLibrary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The shapes that ONNX Runtime gives a file's float values, for a batch of one. */
final class InferredShapes {
  private final Map<String, long[]> dims = new HashMap<>();

  private InferredShapes() {}

  /** Infers; without any shapes where ONNX Runtime refuses the file. */
  static InferredShapes of(ModelProto model) {
    InferredShapes shapes = new InferredShapes();
    GraphProto.Builder graph = model.getGraph().toBuilder();
    Set<String> outputs = new HashSet<>();
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    for (NodeProto node : model.getGraph().getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && outputs.add(output)) {
          graph.addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      var shape = input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      if (shape.getDimCount() > 0 && shape.getDim(0).getDimValue() == 0) {
        shape.getDimBuilder(0).setDimValue(1);
      }
    }
    try (OrtSession.SessionOptions options = OnnxRuntimeLibrary.options()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
      try (OrtSession session = OnnxRuntimeLibrary.environment().createSession(bytes, options)) {
        for (Map.Entry<String, NodeInfo> output : session.getOutputInfo().entrySet()) {
          if (output.getValue().getInfo() instanceof TensorInfo info
              && info.type == OnnxJavaType.FLOAT) {
            shapes.dims.put(output.getKey(), info.getShape());
          }
        }
      }
    } catch (OrtException e) {
      // What ONNX Runtime does not know either has no shape.
    }
    return shapes;
  }

  /** A value's dimensions, or null if they are not all known. */
  long[] dims(String value) {
    long[] known = dims.get(value);
    boolean fixed = known != null && Arrays.stream(known).allMatch(side -> side > 0);
    return fixed ? known : null;
  }
}
