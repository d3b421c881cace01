package io.faultmesh.machine.work;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine does in one go: a struck layer and the nodes behind it, up to the next layer.
 *
 * @param layer null where a network begins with other nodes
 */
public record Step(IntegerLayer layer, List<Node> nodes) {
  public Step {
    nodes = List.copyOf(nodes);
  }

  public static List<Step> of(IntegerNetwork network) {
    List<Step> steps = new ArrayList<>();
    IntegerLayer layer = null;
    List<Node> nodes = new ArrayList<>();
    int next = 0;
    for (Node node : network.network().nodes()) {
      if (node instanceof Convolution) {
        if (layer != null || !nodes.isEmpty()) {
          steps.add(new Step(layer, nodes));
        }
        layer = network.layers().get(next++);
        nodes = new ArrayList<>();
      } else {
        nodes.add(node);
      }
    }
    steps.add(new Step(layer, nodes));
    return steps;
  }
}
