package io.faultmesh.network.onnx.export;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Window;
import java.util.List;

/** Writes a fully connected layer without bias as QLinearMatMul, which knows no bias. */
final class DenseExport {
  private final QuantisedExport export;
  private final ModelBuilder model;

  DenseExport(QuantisedExport export, ModelBuilder model) {
    this.export = export;
    this.model = model;
  }

  /** Whether a layer multiplies a vector with a matrix, and nothing else. */
  static boolean fits(IntegerLayer layer) {
    Convolution node = layer.node();
    boolean free = node.clip().isNone() && node.groups() == 1 && node.window().equals(Window.UNIT);
    if (!free || node.input().shape().pixels() != 1) {
      return false;
    }
    for (int filter = 0; filter < node.filters(); filter++) {
      if (layer.biasFromZero(filter) != 0) {
        return false;
      }
    }
    return true;
  }

  void add(Convolution node, IntegerLayer layer) {
    String name = QuantisedExport.name(node.output());
    int filters = node.filters();
    int features = node.windowSize();
    byte[] weights = new byte[layer.weights().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i % features * filters + i / features] = layer.weights()[i];
    }
    model
        .bytes(name + ".w", true, new long[] {features, filters}, weights)
        .weights(name + ".ws", new long[] {filters}, layer.weightScales())
        .bytes(name + ".wz", true, new long[] {filters}, new byte[filters])
        .integers64(name + ".row", new long[] {2}, 0, features);
    String row = name + ".in";
    String input = QuantisedExport.name(node.input());
    model.node("Reshape", row, List.of(input, name + ".row"), row);
    String result = name + ".product";
    model.node(
        "QLinearMatMul",
        export.name(node),
        List.of(
            row,
            export.scale(node.input()),
            export.zero(node.input()),
            name + ".w",
            name + ".ws",
            name + ".wz",
            export.scale(node.output()),
            export.zero(node.output())),
        result);
    export.shapeAs(result, node.output());
  }
}
