package io.faultmesh.network;

/**
 * Where an addition's results stand among those of all additions behind the layer in front of it.
 *
 * @param layer its number; -1 in front of the first layer, where nothing is struck
 * @param first number of the node's first value behind the layer
 * @param values how many it has
 */
public record AdditionPlace(int layer, int first, int values) {

  /** The place of a node. */
  public static AdditionPlace of(Node.Addition wanted, Network network) {
    int layer = -1;
    int first = 0;
    for (Node node : network.nodes()) {
      if (node instanceof Convolution) {
        layer++;
        first = 0;
      } else if (node.equals(wanted)) {
        return new AdditionPlace(layer, first, wanted.output().shape().size());
      } else if (node instanceof Node.Addition) {
        first += node.output().shape().size();
      }
    }
    throw new IllegalArgumentException("no node of the network: " + wanted.name());
  }

  /** Whether a value of the site is one of the node's. */
  public boolean has(long value) {
    return value >= first && value < first + values;
  }
}
