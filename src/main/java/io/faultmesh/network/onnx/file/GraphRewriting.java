package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * Writes some forms of a graph as others that mean the same, for the integer network and its float
 * reference alike: sums of several values as sums of two; an image of channels last that is only
 * read transposed as one of channels first.
 */
final class GraphRewriting {
  private static final int IMAGE_RANK = 4;

  private GraphRewriting() {}

  static GraphProto apply(GraphProto graph) {
    GraphProto.Builder written = graph.toBuilder().clearNode();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Sum") && node.getInputCount() > 1) {
        addSums(node, written);
      } else {
        written.addNode(node);
      }
    }
    for (int i = 0; i < graph.getInputCount(); i++) {
      if (isReadChannelsFirst(written, written.getInput(i))) {
        putChannelsFirst(written, i);
      }
    }
    return written.build();
  }

  private static void addSums(NodeProto node, GraphProto.Builder to) {
    String sum = node.getInput(0);
    int last = node.getInputCount() - 1;
    for (int i = 1; i <= last; i++) {
      String output = i == last ? node.getOutput(0) : node.getOutput(0) + "/sum" + i;
      to.addNode(
          NodeProto.newBuilder()
              .setName(i == last ? node.getName() : output)
              .setOpType("Add")
              .addInput(sum)
              .addInput(node.getInput(i))
              .addOutput(output));
      sum = output;
    }
  }

  private static boolean isReadChannelsFirst(GraphProto.Builder graph, ValueInfoProto input) {
    String name = input.getName();
    List<NodeProto> readers =
        graph.getNodeList().stream().filter(node -> node.getInputList().contains(name)).toList();
    return input.getType().getTensorType().getShape().getDimCount() == IMAGE_RANK
        && !readers.isEmpty()
        && readers.stream().allMatch(GraphRewriting::isToChannelsFirst)
        && graph.getOutputList().stream().noneMatch(output -> output.getName().equals(name));
  }

  private static boolean isToChannelsFirst(NodeProto node) {
    return node.getOpType().equals("Transpose")
        && node.getAttributeList().stream()
            .anyMatch(attribute -> attribute.getIntsList().equals(List.of(0L, 3L, 1L, 2L)));
  }

  private static void putChannelsFirst(GraphProto.Builder graph, int index) {
    ValueInfoProto.Builder input = graph.getInputBuilder(index);
    TensorShapeProto.Builder shape =
        input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    List<TensorShapeProto.Dimension> dims = shape.getDimList();
    shape.clearDim().addAllDim(List.of(dims.get(0), dims.get(3), dims.get(1), dims.get(2)));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getInputList().contains(input.getName())) {
        node.setOpType("Identity").clearAttribute();
      }
    }
  }
}
