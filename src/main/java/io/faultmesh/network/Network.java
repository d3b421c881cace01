package io.faultmesh.network;

import io.faultmesh.arithmetic.Quantisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A float network: nodes in an order in which every input is there before it is used.
 *
 * @param prescribed formats that a pre-quantised file prescribes, by tensor id
 * @param readAsFloats tensors among these that the file reads without quantising them, too
 */
public record Network(
    Tensor input,
    Tensor output,
    List<Node> nodes,
    int tensorCount,
    Map<Integer, Quantisation> prescribed,
    Set<Integer> readAsFloats) {

  public Network {
    nodes = List.copyOf(nodes);
    prescribed = Map.copyOf(prescribed);
    readAsFloats = Set.copyOf(readAsFloats);
  }

  /** A network whose tensors have one reading each. */
  public Network(
      Tensor input,
      Tensor output,
      List<Node> nodes,
      int tensorCount,
      Map<Integer, Quantisation> prescribed) {
    this(input, output, nodes, tensorCount, prescribed, Set.of());
  }

  /** The struck layers, numbered from 0 in graph order. */
  public List<Convolution> layers() {
    List<Convolution> layers = new ArrayList<>();
    for (Node node : nodes) {
      if (node instanceof Convolution layer) {
        layers.add(layer);
      }
    }
    return layers;
  }

  public long macs() {
    return layers().stream().mapToLong(Convolution::macs).sum();
  }

  public long parameters() {
    return layers().stream().mapToLong(Convolution::parameters).sum();
  }

  public long neurons() {
    return layers().stream().mapToLong(Convolution::neurons).sum();
  }

  /** Values of the output tensor. */
  public int classes() {
    return output.shape().size();
  }
}
