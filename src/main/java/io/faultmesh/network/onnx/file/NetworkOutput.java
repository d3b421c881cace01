package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Nearest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a file's values a network computes.
 *
 * @param name of an output, or of any other value, at which the graph is cut; null if none is named
 * @param all whether all outputs are computed where none is named; the first counts as the
 *     network's
 */
public record NetworkOutput(String name, boolean all) {
  /** The output of a file that has one. */
  public static final NetworkOutput ONLY = new NetworkOutput(null, false);

  /** All outputs, for those who look at layers only. */
  public static final NetworkOutput ALL = new NetworkOutput(null, true);

  /** The named output; null stands for the only one. */
  public static NetworkOutput named(String name) {
    return new NetworkOutput(name, false);
  }

  /** The names of the outputs in a graph, at least one. */
  public List<String> of(String file, GraphProto graph) {
    List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    if (name != null) {
      Set<String> computed = new LinkedHashSet<>(outputs);
      graph.getNodeList().forEach(node -> computed.addAll(node.getOutputList()));
      if (!computed.contains(name)) {
        throw new BadInputException(
            file
                + ": no value is named '"
                + name
                + "'"
                + Nearest.hint(name, computed)
                + "; the outputs are "
                + String.join(", ", outputs));
      }
      return List.of(name);
    }
    if (outputs.isEmpty() || (outputs.size() > 1 && !all)) {
      throw new BadInputException(
          file
              + ": the graph has "
              + outputs.size()
              + " outputs"
              + (outputs.isEmpty()
                  ? ""
                  : " ("
                      + outputs.stream().limit(8).collect(Collectors.joining(", "))
                      + (outputs.size() > 8 ? ", .." : "")
                      + "); choose one by networkOutput"));
    }
    return outputs;
  }

  /** The nodes that some values depend on, in the order of the graph. */
  public static List<NodeProto> needed(GraphProto graph, Collection<String> outputs) {
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().stream()
          .filter(output -> !output.isEmpty())
          .forEach(output -> producers.put(output, node));
    }
    Deque<String> open = new ArrayDeque<>(outputs);
    Set<String> seen = new HashSet<>(outputs);
    while (!open.isEmpty()) {
      NodeProto node = producers.get(open.pop());
      if (node != null) {
        for (String input : inputs(node)) {
          if (seen.add(input)) {
            open.push(input);
          }
        }
      }
    }
    return graph.getNodeList().stream()
        .filter(node -> node.getOutputList().stream().anyMatch(seen::contains))
        .toList();
  }

  /** What a node reads, the graphs inside it included. */
  public static Set<String> inputs(NodeProto node) {
    Set<String> inputs = new LinkedHashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        attribute.getG().getNodeList().forEach(inner -> inputs.addAll(inner.getInputList()));
      }
    }
    return inputs;
  }
}
