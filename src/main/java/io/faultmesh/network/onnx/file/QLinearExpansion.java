package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes operators on quantised tensors as what they mean: QLinearConv, QLinearMatMul and
 * QLinearGlobalAveragePool become DequantizeLinear, the float operator, QuantizeLinear. So there is
 * one way to import a pre-quantised file.
 */
final class QLinearExpansion {
  private final GraphProto.Builder expanded;

  private QLinearExpansion(GraphProto graph) {
    expanded = graph.toBuilder().clearNode();
  }

  static GraphProto apply(GraphProto graph) {
    QLinearExpansion expansion = new QLinearExpansion(graph);
    graph.getNodeList().forEach(expansion::add);
    return expansion.expanded.build();
  }

  private void add(NodeProto node) {
    switch (node.getOpType()) {
      case "QLinearConv" -> convolution(node);
      case "QLinearMatMul" -> matMul(node);
      case "QLinearGlobalAveragePool" -> globalAverage(node);
      default -> expanded.addNode(node);
    }
  }

  private static String input(NodeProto node, int index) {
    return index < node.getInputCount() ? node.getInput(index) : "";
  }

  /** Inputs: x, its scale and zero point, w, scale, zero point, y's scale, zero point, bias. */
  private void convolution(NodeProto node) {
    String name = node.getOutput(0);
    List<String> inputs = new ArrayList<>();
    inputs.add(dequantised(name + "/x", List.of(input(node, 0), input(node, 1), input(node, 2))));
    inputs.add(
        dequantised(name + "/w", List.of(input(node, 3), input(node, 4), input(node, 5)), 0));
    if (!input(node, 8).isEmpty()) {
      String scale = name + "/biasScale";
      expanded.addNode(node("Mul", scale, List.of(input(node, 1), input(node, 4)), scale));
      inputs.add(dequantised(name + "/bias", List.of(input(node, 8), scale), 0));
    }
    NodeProto.Builder layer = node("Conv", node.getName(), inputs, name + "/float").toBuilder();
    expanded.addNode(layer.addAllAttribute(node.getAttributeList()));
    quantised(name + "/float", input(node, 6), input(node, 7), name);
  }

  /** Inputs: a, its scale and zero point, b, scale, zero point, y's scale and zero point. */
  private void matMul(NodeProto node) {
    String name = node.getOutput(0);
    String a = dequantised(name + "/a", List.of(input(node, 0), input(node, 1), input(node, 2)));
    String b = dequantised(name + "/b", List.of(input(node, 3), input(node, 4), input(node, 5)), 1);
    expanded.addNode(node("MatMul", node.getName(), List.of(a, b), name + "/float"));
    quantised(name + "/float", input(node, 6), input(node, 7), name);
  }

  /** Inputs: x, its scale and zero point, y's scale and zero point; channels first. */
  private void globalAverage(NodeProto node) {
    boolean channelsLast =
        node.getAttributeList().stream()
            .anyMatch(
                attribute -> attribute.getName().equals("channels_last") && attribute.getI() != 0);
    if (channelsLast) {
      expanded.addNode(node);
      return;
    }
    String name = node.getOutput(0);
    String x = dequantised(name + "/x", List.of(input(node, 0), input(node, 1), input(node, 2)));
    expanded.addNode(node("GlobalAveragePool", node.getName(), List.of(x), name + "/float"));
    quantised(name + "/float", input(node, 3), input(node, 4), name);
  }

  private String dequantised(String output, List<String> inputs, int axis) {
    NodeProto.Builder node = node("DequantizeLinear", output, inputs, output).toBuilder();
    expanded.addNode(
        node.addAttribute(
            AttributeProto.newBuilder()
                .setName("axis")
                .setType(AttributeProto.AttributeType.INT)
                .setI(axis)));
    return output;
  }

  private String dequantised(String output, List<String> inputs) {
    expanded.addNode(node("DequantizeLinear", output, inputs, output));
    return output;
  }

  private void quantised(String input, String scale, String zeroPoint, String output) {
    expanded.addNode(
        node("QuantizeLinear", output + "/quantise", List.of(input, scale, zeroPoint), output));
  }

  private static NodeProto node(String operator, String name, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }
}
