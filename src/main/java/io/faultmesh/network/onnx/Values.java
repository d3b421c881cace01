package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What is known of every ONNX value name: a constant, or an activation tensor with its rank. */
final class Values {

  /**
   * An activation.
   *
   * @param dims ONNX dimensions with the batch, which is 1, first
   */
  record Activation(Tensor tensor, long[] dims) {}

  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Map<String, double[]> constantScales = new HashMap<>();
  private final Map<String, Activation> activations = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  void putConstant(String name, TensorProto value) {
    constants.put(name, value);
  }

  void putActivation(String name, Tensor tensor, long... dims) {
    activations.put(name, new Activation(tensor, dims));
  }

  /** Remembers the scales that dequantised a constant. */
  void putScales(String name, double[] scales) {
    constantScales.put(name, scales);
  }

  double[] scales(String name) {
    return constantScales.get(name);
  }

  void countUse(String name) {
    uses.merge(name, 1, Integer::sum);
  }

  /** Gives an activation a second name; whoever uses it under either name counts for both. */
  void alias(OnnxNode node) {
    Activation input = activation(node, 0);
    activations.put(node.output(), input);
    if (!soleUse(node.input(0))) {
      countUse(node.output());
      countUse(node.output());
    }
  }

  boolean soleUse(String name) {
    return uses.getOrDefault(name, 0) <= 1;
  }

  boolean isConstant(String name) {
    return constants.containsKey(name);
  }

  Map<String, TensorProto> constants() {
    return constants;
  }

  Activation activation(OnnxNode node, int input) {
    String name = node.input(input);
    Activation activation = activations.get(name);
    if (activation != null) {
      return activation;
    }
    if (constants.containsKey(name)) {
      throw node.error(
          "input "
              + input
              + " ('"
              + name
              + "') is a constant; only activations are supported there");
    }
    throw node.error("input '" + name + "' is not computed by any node before it");
  }

  TensorProto constant(OnnxNode node, int input) {
    String name = node.input(input);
    TensorProto constant = constants.get(name);
    if (constant == null) {
      throw node.error("input " + input + " ('" + name + "') must be a constant");
    }
    return constant;
  }

  float[] floats(OnnxNode node, int input) {
    return OnnxTensors.floats(node, constant(node, input));
  }

  int[] ints(OnnxNode node, int input) {
    long[] values = OnnxTensors.longs(node, constant(node, input));
    int[] result = new int[values.length];
    for (int i = 0; i < result.length; i++) {
      // Exporters write "to the end" as the largest long.
      result[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, values[i]));
    }
    return result;
  }

  static long[] dims(TensorProto constant) {
    return constant.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** The shape of one image: ranks 2 (features), 3 (channels, length) and 4 (images). */
  static Shape shape(OnnxNode node, long[] dims) {
    if (dims.length < 2 || dims.length > 4) {
      throw node.error(
          "a tensor of the shape " + Arrays.toString(dims) + " is not supported; ranks 2 to 4 are");
    }
    if (dims[0] != 1) {
      throw node.error("the first dimension of " + Arrays.toString(dims) + " must stay the batch");
    }
    try {
      return new Shape(
          node.toInt(dims[1]),
          dims.length > 2 ? node.toInt(dims[2]) : 1,
          dims.length > 3 ? node.toInt(dims[3]) : 1);
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage());
    }
  }

  static long[] dims4(Shape shape) {
    return new long[] {1, shape.channels(), shape.height(), shape.width()};
  }
}
