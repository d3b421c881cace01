package io.faultmesh.network.onnx.file;

import io.faultmesh.scenario.BadInputException;
import java.util.List;

/** A network some of whose nodes cannot be imported; its message is the first node's. */
public final class RefusedNetwork extends BadInputException {
  private static final long serialVersionUID = 1;

  /**
   * Why a node cannot be imported.
   *
   * @param remedy what the user can do about it
   */
  public record Refusal(String node, String operator, String problem, String remedy) {}

  private final transient List<Refusal> refusals;

  public RefusedNetwork(String message, List<Refusal> refusals) {
    super(message);
    this.refusals = List.copyOf(refusals);
  }

  /** All nodes that are refused, in graph order. */
  public List<Refusal> refusals() {
    return refusals;
  }
}
