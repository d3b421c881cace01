package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Layer normalisation in the parts that exporters write: {@code (x - mean(x)) / sqrt(mean((x -
 * mean(x))^2) + epsilon)}, means over the last axis.
 */
final class NormalisationPattern {
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Function<String, Double> numbers;

  /**
   * A pattern within a graph.
   *
   * @param numbers gives constants that are one number, else null
   */
  NormalisationPattern(List<NodeProto> nodes, Function<String, Double> numbers) {
    this.numbers = numbers;
    nodes.forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
  }

  /** The whole as one node, where a division ends it; else null. */
  NodeProto whole(NodeProto division) {
    NodeProto centred = operand(division, "Div", 0);
    NodeProto root = operand(division, "Div", 1);
    NodeProto sum = root == null ? null : operand(root, "Sqrt", 0);
    NodeProto mean = centred == null ? null : operand(centred, "Sub", 1);
    if (sum == null || mean == null || !sum.getOpType().equals("Add")) {
      return null;
    }
    String x = centred.getInput(0);
    boolean constantFirst = numbers.apply(sum.getInput(0)) != null;
    Double epsilon = numbers.apply(sum.getInput(constantFirst ? 0 : 1));
    NodeProto variance = operand(sum, "Add", constantFirst ? 1 : 0);
    NodeProto square = isMeanOfLastAxis(variance) ? operand(variance, "ReduceMean", 0) : null;
    if (epsilon == null
        || !isMeanOfLastAxis(mean)
        || !mean.getInput(0).equals(x)
        || square == null
        || !isSquare(square, centred.getOutput(0))) {
      return null;
    }
    return NodeProto.newBuilder()
        .setName(division.getName())
        .setOpType("LayerNormalization")
        .addInput(x)
        .addOutput(division.getOutput(0))
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("epsilon")
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(epsilon.floatValue()))
        .build();
  }

  private NodeProto operand(NodeProto node, String operator, int index) {
    boolean fits = node.getOpType().equals(operator) && index < node.getInputCount();
    return fits ? producers.get(node.getInput(index)) : null;
  }

  private boolean isSquare(NodeProto node, String of) {
    if (node.getInputCount() != 2 || !node.getInput(0).equals(of)) {
      return false;
    }
    boolean power =
        node.getOpType().equals("Pow") && Double.valueOf(2).equals(numbers.apply(node.getInput(1)));
    return power || (node.getOpType().equals("Mul") && node.getInput(1).equals(of));
  }

  private boolean isMeanOfLastAxis(NodeProto node) {
    if (node == null || !node.getOpType().equals("ReduceMean")) {
      return false;
    }
    boolean last =
        node.getInputCount() > 1 && Double.valueOf(-1).equals(numbers.apply(node.getInput(1)));
    for (AttributeProto attribute : node.getAttributeList()) {
      last |= attribute.getName().equals("axes") && attribute.getIntsList().equals(List.of(-1L));
      if (attribute.getName().equals("keepdims") && attribute.getI() == 0) {
        return false;
      }
    }
    return last;
  }
}
