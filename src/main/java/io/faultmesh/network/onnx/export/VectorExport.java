package io.faultmesh.network.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import java.util.List;

/**
 * Writes functions of vectors as float operators between DequantizeLinear and QuantizeLinear, layer
 * normalisation in its parts, which every operator set has; products of activations likewise, or as
 * QLinearMatMul.
 */
final class VectorExport {
  private static final long[] TURNED = {0, 1, 3, 2};

  private final QuantisedExport export;
  private final ModelBuilder model;

  VectorExport(QuantisedExport export, ModelBuilder model) {
    this.export = export;
    this.model = model;
  }

  void add(Node node) {
    String output = QuantisedExport.name(node.output());
    String result;
    if (node instanceof MatrixProduct product) {
      product(product);
      return;
    }
    if (node instanceof Softmax softmax) {
      String seen = reshaped(export.floats(softmax.input()), output + ".in", vectors(softmax));
      result = output + ".softmax";
      model.node(
          "Softmax", export.name(node), List.of(seen), result, ModelBuilder.attribute("axis", 2));
    } else {
      result = normalised((LayerNormalisation) node, output);
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

  /** A product on the array: the second operand turned, times the first. */
  void product(Convolution node, Node.OperandPair pair) {
    String output = QuantisedExport.name(node.output());
    int batch = node.groups();
    int depth = node.windowSize();
    boolean floats = export.form() == ExportForm.QDQ;
    String right = source(pair.first(), floats);
    String seen = reshaped(source(pair.second(), floats), output + ".second", 0, batch, depth, -1);
    String left = output + ".turned";
    model.node("Transpose", left, List.of(seen), left, ModelBuilder.attribute("perm", TURNED));
    right = reshaped(right, output + ".first", 0, batch, depth, node.pixels());
    if (floats) {
      String result = output + ".product";
      model.node("MatMul", export.name(node), List.of(left, right), result);
      export.quantiseAs(export.clipped(result, node.clip()), node.output());
    } else {
      quantisedProduct(node, left, pair.second(), right, pair.first());
    }
  }

  private String source(Tensor tensor, boolean floats) {
    return floats ? export.floats(tensor) : QuantisedExport.name(tensor);
  }

  private void product(MatrixProduct node) {
    String output = QuantisedExport.name(node.output());
    boolean floats = export.form() == ExportForm.QDQ;
    String left =
        reshaped(
            source(node.left(), floats),
            output + ".left",
            0,
            node.batch(),
            node.rows(),
            node.depth());
    String right =
        reshaped(
            source(node.right(), floats),
            output + ".right",
            0,
            node.batch(),
            node.depth(),
            node.columns());
    if (floats) {
      String result = output + ".product";
      model.node("MatMul", export.name(node), List.of(left, right), result);
      export.quantiseAs(result, node.output());
    } else {
      quantisedProduct(node, left, node.left(), right, node.right());
    }
  }

  private void quantisedProduct(
      Node node, String left, Tensor leftFormat, String right, Tensor rightFormat) {
    String result = QuantisedExport.name(node.output()) + ".product";
    model.node(
        "QLinearMatMul",
        export.name(node),
        List.of(
            left,
            export.scale(leftFormat),
            export.zero(leftFormat),
            right,
            export.scale(rightFormat),
            export.zero(rightFormat),
            export.scale(node.output()),
            export.zero(node.output())),
        result);
    export.shapeAs(result, node.output());
  }
}
