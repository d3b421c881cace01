package io.faultmesh.network;

/**
 * Where the struck values of a node behind a layer stand among those of all nodes of its kind
 * there: tables of functions, or results of additions.
 *
 * @param layer number of the layer in front; -1 before the first one, where nothing is struck
 * @param first number of the node's first table or result behind the layer
 * @param count how many it has
 */
public record NodePlace(int layer, int first, int count) {

  /**
   * The place of a node.
   *
   * @param wanted a {@link Unary} or an addition
   */
  public static NodePlace of(Node wanted, Network network) {
    int layer = -1;
    int first = 0;
    for (Node node : network.nodes()) {
      if (node instanceof Convolution) {
        layer++;
        first = 0;
      } else if (node.equals(wanted)) {
        return new NodePlace(layer, first, count(wanted));
      } else if (node.getClass() == wanted.getClass()) {
        first += count(node);
      }
    }
    throw new IllegalArgumentException("no node of the network: " + wanted.name());
  }

  private static int count(Node node) {
    return node instanceof Unary unary ? unary.functions().size() : node.output().shape().size();
  }

  /** Whether a table or result is one of the node's. */
  public boolean has(long number) {
    return number >= first && number < first + count;
  }
}
