package io.faultmesh.network.onnx.file;

import io.faultmesh.scenario.BadInputException;

/** A node that cannot be imported. */
public final class RefusedNode extends BadInputException {
  private static final long serialVersionUID = 1;

  private final transient RefusedNetwork.Refusal refusal;

  RefusedNode(OnnxNode node, String problem) {
    super(node.where() + ": " + problem);
    refusal =
        new RefusedNetwork.Refusal(
            node.name(), node.operator(), problem, Remedies.of(node.operator()));
  }

  public RefusedNetwork.Refusal refusal() {
    return refusal;
  }
}
