package io.faultmesh.network.quantisation;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the channels of a layer go, if they go to one other layer alone, and stay apart on the way.
 *
 * @param nodes between the two layers, in graph order
 * @param to the other layer
 */
record SplitPath(List<Node> nodes, Convolution to) {

  /** The path behind a layer; null if its channels cannot be told apart, or go elsewhere, too. */
  static SplitPath behind(Network network, Convolution from) {
    List<Node> nodes = new ArrayList<>();
    Tensor tensor = from.output();
    while (from.groups() == 1 && !from.isProduct()) {
      Node reader = onlyReader(network, tensor);
      if (reader instanceof Convolution to) {
        return to.groups() == 1 && !to.isProduct() ? new SplitPath(nodes, to) : null;
      }
      if (reader == null || !keepsChannelsApart(reader)) {
        return null;
      }
      nodes.add(reader);
      tensor = reader.output();
    }
    return null;
  }

  private static Node onlyReader(Network network, Tensor tensor) {
    List<Node> readers =
        network.nodes().stream().filter(node -> node.inputs().contains(tensor)).toList();
    return readers.size() == 1 && !tensor.equals(network.output()) ? readers.get(0) : null;
  }

  private static boolean keepsChannelsApart(Node node) {
    if (node instanceof Node.Reshape reshape) {
      // A vector has a channel's values one after the other, in the order of the channels.
      return reshape.output().shape().pixels() == 1;
    }
    return node instanceof Node.MaxPool
        || node instanceof Node.AveragePool
        || node instanceof Node.Rescale
        || (node instanceof Unary unary && unary.functions().size() == 1);
  }
}
