package io.faultmesh.network;

/**
 * Where a node's tables stand among those of the layer in front of it.
 *
 * @param layer its number; -1 in front of the first layer, where nothing is struck
 * @param first number of the node's first table behind the layer
 */
public record TablePlace(int layer, int first) {

  /** The place of a node. */
  public static TablePlace of(Unary wanted, Network network) {
    int layer = -1;
    int first = 0;
    for (Node node : network.nodes()) {
      if (node instanceof Convolution) {
        layer++;
        first = 0;
      } else if (node.equals(wanted)) {
        return new TablePlace(layer, first);
      } else if (node instanceof Unary unary) {
        first += unary.functions().size();
      }
    }
    throw new IllegalArgumentException("no node of the network: " + wanted.name());
  }
}
