package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What is known of every ONNX value name: a constant, or an activation tensor with its rank. */
final class Values {

  /**
   * An activation.
   *
   * @param dims ONNX dimensions with the batch, which is 1, first
   * @param quantisation under which the file has rounded the values; null where they are floats
   */
  record Activation(Tensor tensor, long[] dims, Quantisation quantisation) {}

  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Map<String, Activation> activations = new HashMap<>();

  /** Readers of a value, and quantisers among them; names of the same value share their counter. */
  private final Map<String, int[]> uses = new HashMap<>();

  void putConstant(String name, TensorProto value) {
    constants.put(name, value);
  }

  void putActivation(String name, Tensor tensor, long... dims) {
    putQuantised(name, tensor, null, dims);
  }

  void putQuantised(String name, Tensor tensor, Quantisation quantisation, long... dims) {
    activations.put(name, new Activation(tensor, dims, quantisation));
  }

  void countUse(String name) {
    uses.computeIfAbsent(name, unused -> new int[2])[0]++;
  }

  /** Gives an activation a second name; whoever uses it under either name counts for both. */
  void alias(OnnxNode node) {
    alias(node, 0);
  }

  void alias(OnnxNode node, int index) {
    Activation input = activation(node, index);
    activations.put(node.output(), input);
    int[] ofInput = uses.get(node.input(index));
    int[] ofOutput = uses.getOrDefault(node.output(), new int[2]);
    // The node itself is no reader.
    ofInput[0] += ofOutput[0] - 1;
    uses.put(node.output(), ofInput);
  }

  boolean soleUse(String name) {
    return !uses.containsKey(name) || uses.get(name)[0] <= 1;
  }

  /** One of a value's readers quantises it. */
  void countQuantiser(String name) {
    if (uses.containsKey(name)) {
      uses.get(name)[1]++;
    }
  }

  boolean isReadAsFloats(String name) {
    return uses.get(name)[0] > uses.get(name)[1];
  }

  boolean isKnown(String name) {
    return isConstant(name) || isActivation(name);
  }

  boolean isActivation(String name) {
    return activations.containsKey(name);
  }

  /** The dimensions of an activation. */
  long[] dims(String activation) {
    return activations.get(activation).dims();
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

  /** An activation whose first dimension is the batch, behind it the channels. */
  Activation image(OnnxNode node, int input) {
    Activation activation = activation(node, input);
    long[] dims = activation.dims();
    if (dims.length < 3 || dims[0] != 1) {
      throw node.error("needs [batch, channels, ..], not " + Arrays.toString(dims));
    }
    return activation;
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

  /**
   * The shape under which a tensor's values are stored: its dimensions without the batch, those
   * from the third on as one. So the row-major order of the values stays what it is in the file.
   */
  static Shape shape(OnnxNode node, long... dims) {
    int first = dims.length > 0 && dims[0] == 1 ? 1 : 0;
    long[] sides = {1, 1, 1};
    for (int i = first; i < dims.length; i++) {
      int side = Math.min(i - first, 2);
      sides[side] *= dims[i];
      if (dims[i] < 1 || sides[side] > Integer.MAX_VALUE) {
        throw node.error(
            "a tensor of the shape " + Arrays.toString(dims) + " is empty or too large");
      }
    }
    try {
      return new Shape((int) sides[0], (int) sides[1], (int) sides[2]);
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage());
    }
  }
}
