package io.faultmesh.network.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Softmax;
import java.util.List;

/**
 * Writes functions of vectors as float operators between DequantizeLinear and QuantizeLinear, layer
 * normalisation in its parts, which every operator set has; products of activations likewise, or as
 * QLinearMatMul.
 */
final class VectorExport {
  private final QuantisedExport export;
  private final ModelBuilder model;

  VectorExport(QuantisedExport export, ModelBuilder model) {
    this.export = export;
    this.model = model;
  }

  void add(Node node) {
    String output = QuantisedExport.name(node.output());
    String result;
    if (node instanceof MatrixProduct product && export.form() == ExportForm.OPERATORS) {
      export.shapeAs(quantisedProduct(product, output), node.output());
      return;
    }
    if (node instanceof Softmax softmax) {
      String seen = reshaped(export.floats(softmax.input()), output + ".in", vectors(softmax));
      result = output + ".softmax";
      model.node(
          "Softmax", export.name(node), List.of(seen), result, ModelBuilder.attribute("axis", 2));
    } else if (node instanceof LayerNormalisation normalisation) {
      result = normalised(normalisation, output);
    } else {
      result = product((MatrixProduct) node, output);
    }
    export.quantiseAs(result, node.output());
  }

  private static long[] vectors(Softmax node) {
    int size = node.input().shape().size();
    return new long[] {0, size / (node.length() * node.inner()), node.length(), node.inner()};
  }

  private String reshaped(String input, String name, long... dims) {
    model.integers64(name + ".dims", new long[] {dims.length}, dims);
    model.node("Reshape", name, List.of(input, name + ".dims"), name);
    return name;
  }

  private String normalised(LayerNormalisation node, String output) {
    long vectors = node.input().shape().size() / node.length();
    String x = reshaped(export.floats(node.input()), output + ".in", 0, vectors, node.length());
    AttributeProto axes = ModelBuilder.attribute("axes", new long[] {-1});
    String centred = op("Sub", output + ".centred", x, mean(x, output + ".mean", axes));
    model.weights(output + ".two", QuantisedExport.SCALAR, 2);
    String squares = op("Pow", output + ".squares", centred, output + ".two");
    model.weights(output + ".epsilon", QuantisedExport.SCALAR, (float) node.epsilon());
    String variance =
        op("Add", output + ".sum", mean(squares, output + ".variance", axes), output + ".epsilon");
    String deviation = op("Sqrt", output + ".deviation", variance);
    String quotient = op("Div", output + ".quotient", centred, deviation);
    long[] shape = {node.length()};
    model.weights(output + ".gamma", shape, node.gamma());
    model.weights(output + ".beta", shape, node.beta());
    String scaled = op("Mul", output + ".scaled", quotient, output + ".gamma");
    return op("Add", output + ".shifted", scaled, output + ".beta");
  }

  private String mean(String input, String output, AttributeProto axes) {
    model.node("ReduceMean", output, List.of(input), output, axes);
    return output;
  }

  private String op(String operator, String output, String... inputs) {
    model.node(operator, output, List.of(inputs), output);
    return output;
  }

  private String product(MatrixProduct node, String output) {
    String left = left(node, export.floats(node.left()), output);
    String right = right(node, export.floats(node.right()), output);
    String result = output + ".product";
    model.node("MatMul", export.name(node), List.of(left, right), result);
    return result;
  }

  private String quantisedProduct(MatrixProduct node, String output) {
    String result = output + ".product";
    model.node(
        "QLinearMatMul",
        export.name(node),
        List.of(
            left(node, QuantisedExport.name(node.left()), output),
            export.scale(node.left()),
            export.zero(node.left()),
            right(node, QuantisedExport.name(node.right()), output),
            export.scale(node.right()),
            export.zero(node.right()),
            export.scale(node.output()),
            export.zero(node.output())),
        result);
    return result;
  }

  private String left(MatrixProduct node, String values, String output) {
    return reshaped(values, output + ".left", 0, node.batch(), node.rows(), node.depth());
  }

  private String right(MatrixProduct node, String values, String output) {
    int batch = node.repeats() ? 1 : node.batch();
    return reshaped(values, output + ".right", 0, batch, node.depth(), node.columns());
  }
}
