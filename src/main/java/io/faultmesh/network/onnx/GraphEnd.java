package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands at the end of a network and changes no decision: a function that keeps the order of
 * the logits, and whatever only moves its result. The network ends in front of it.
 */
final class GraphEnd {
  private static final Set<String> KEEP_ORDER =
      Set.of("Softmax", "LogSoftmax", "Sigmoid", "ArgMax");

  private static final Set<String> MOVE =
      Set.of("Identity", "Dropout", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

  /** The first operator set in which Softmax works along one axis only. */
  private static final long ONE_AXIS = 13;

  private final long opset;

  /** Values at the end, the graph's output first. */
  private final List<String> names = new ArrayList<>();

  private GraphEnd(long opset) {
    this.opset = opset;
  }

  static GraphEnd of(GraphProto graph, String output, long opset) {
    GraphEnd end = new GraphEnd(opset);
    Map<String, NodeProto> producers = new HashMap<>();
    Map<String, Integer> readers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> producers.put(name, node));
      node.getInputList().forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    String name = output;
    while (producers.containsKey(name) && (name.equals(output) || readers.get(name) == 1)) {
      NodeProto node = producers.get(name);
      boolean ends = KEEP_ORDER.contains(node.getOpType()) || MOVE.contains(node.getOpType());
      if (!ends || node.getInputCount() == 0 || end.names.contains(name)) {
        break;
      }
      end.names.add(name);
      name = node.getInput(0);
    }
    return end;
  }

  /** Whether a node is at the end and changes no decision. */
  boolean starts(OnnxNode node, Values values) {
    if (!KEEP_ORDER.contains(node.operator()) || !names.contains(node.output())) {
      return false;
    }
    if (!node.operator().equals("Sigmoid")) {
      checkAxis(node, values.activation(node, 0).dims());
    }
    if (node.integer("select_last_index", 0) != 0) {
      throw node.error("select_last_index is not supported; of equal logits the first counts");
    }
    return true;
  }

  /** What is normalised or compared must be the classes. */
  private void checkAxis(OnnxNode node, long[] dims) {
    boolean argMax = node.operator().equals("ArgMax");
    long fallback = argMax ? 0 : opset < ONE_AXIS ? 1 : -1;
    int axis = ShapeImport.axis(node, node.integer("axis", fallback), dims.length);
    long compared = argMax || opset >= ONE_AXIS ? dims[axis] : dims[axis] * Axes.inner(dims, axis);
    if (compared == 1 && Arrays.stream(dims).anyMatch(side -> side > 1)) {
      throw node.error(
          "along axis " + axis + " of " + Arrays.toString(dims) + " is one value only");
    }
  }

  /** The values behind a node at the end. */
  Set<String> behind(OnnxNode node) {
    return new HashSet<>(names.subList(0, names.indexOf(node.output()) + 1));
  }
}
