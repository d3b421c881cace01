package io.faultmesh.network.onnx;

import io.faultmesh.scenario.BadInputException;

/** A node that cannot be imported. */
final class RefusedNode extends BadInputException {
  private static final long serialVersionUID = 1;

  private final transient RefusedNetwork.Refusal refusal;

  RefusedNode(OnnxNode node, String problem) {
    super(node.where() + ": " + problem);
    refusal =
        new RefusedNetwork.Refusal(
            node.name(), node.operator(), problem, Remedies.of(node.operator()));
  }

  RefusedNetwork.Refusal refusal() {
    return refusal;
  }
}
