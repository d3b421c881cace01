package io.faultmesh.oracle;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Binary;
import io.faultmesh.network.Clip;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.LogitCombination;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import io.faultmesh.network.Window;
import java.util.Map;

/**
 * Every node that faults do not strike, one output value at a time, in (channel, y, x) order, by
 * the rules' own words: float32 in the stated order, halves to even.
 */
final class SlowNodes {
  private final IntegerNetwork network;
  private final Map<Tensor, byte[]> values;
  private final Map<Long, Integer> tables;
  private final int firstTable;

  /**
   * Nodes behind a layer.
   *
   * @param tables flips of the tables behind the layer, by entry
   * @param firstTable number of the node's first table
   */
  SlowNodes(
      IntegerNetwork network,
      Map<Tensor, byte[]> values,
      Map<Long, Integer> tables,
      int firstTable) {
    this.network = network;
    this.values = values;
    this.tables = tables;
    this.firstTable = firstTable;
  }

  byte[] run(Node node) {
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    int next = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          output[next] = (byte) value(node, next, new int[] {c, y, x});
          next++;
        }
      }
    }
    return output;
  }

  /** The value that 8 bits hold. */
  static int decoded(Quantisation format, byte bits) {
    return format.lowest() < 0 ? bits : Byte.toUnsignedInt(bits);
  }

  private int fromZero(Tensor tensor, int index) {
    Quantisation format = network.format(tensor);
    return decoded(format, values.get(tensor)[index]) - format.zeroPoint();
  }

  private int value(Node node, int index, int[] place) {
    if (node instanceof ConstantTensor constant) {
      Quantisation own = network.format(constant.output());
      return saturated(constant.values()[index] / own.scale(), own);
    }
    Tensor input = node.inputs().get(0);
    Quantisation in = network.format(input);
    Quantisation out = network.format(node.output());
    byte[] first = values.get(input);
    if (node instanceof Node.Addition sum) {
      float left = fromZero(sum.left(), index) * network.format(sum.left()).scale();
      float right = fromZero(sum.right(), index) * network.format(sum.right()).scale();
      return clipped((left + right) / out.scale(), out, sum.clip());
    }
    if (node instanceof Node.Rescale rescale) {
      return clipped(fromZero(input, index) * in.scale() / out.scale(), out, rescale.clip());
    }
    if (node instanceof Node.Reshape) {
      return first[index];
    }
    if (node instanceof Unary unary) {
      int channel = unary.functions().size() == 1 ? 0 : place[0];
      double real = fromZero(input, index) * in.scale();
      int entry =
          saturated(
              (float) SlowFunctions.value(unary.functions().get(channel), real) / out.scale(), out);
      long number = (firstTable + channel) * 256L + Byte.toUnsignedInt(first[index]);
      return entry ^ tables.getOrDefault(number, 0);
    }
    if (node instanceof VectorNode
        || node instanceof MatrixProduct
        || node instanceof Selection
        || node instanceof Node.OperandPair) {
      return new SlowVectors(network, values).value(node, index, place);
    }
    if (node instanceof Binary pair) {
      return pair(pair, index, out);
    }
    if (node instanceof LocalNormalisation normalisation) {
      return normalised(normalisation, place, out);
    }
    if (node instanceof Node.Transpose transpose) {
      return first[transposedFrom(transpose, index)];
    }
    if (node instanceof Node.MaxPool pool) {
      return maximum(pool, first, place);
    }
    if (node instanceof Node.AveragePool pool) {
      return mean(pool, first, place);
    }
    if (node instanceof LogitCombination combination) {
      return new SlowEnsemble(network, values).value(combination, index);
    }
    int[] from = new int[3];
    if (node instanceof Node.Slice slice) {
      for (int i = 0; i < 3; i++) {
        from[i] = slice.starts().get(i) + place[i] * slice.steps().get(i);
      }
      return at(first, slice.input().shape(), from, 0);
    }
    if (node instanceof Node.Padding padding) {
      for (int i = 0; i < 3; i++) {
        from[i] = place[i] - padding.before().get(i);
      }
      return at(first, padding.input().shape(), from, (byte) in.zeroPoint());
    }
    return concatenated((Node.Concatenation) node, place);
  }

  private int pair(Binary node, int index, Quantisation out) {
    int rest = index;
    int left = 0;
    int right = 0;
    for (int axis = node.dims().size() - 1; axis >= 0; axis--) {
      int at = rest % node.dims().get(axis);
      rest /= node.dims().get(axis);
      left += at * node.leftStrides().get(axis);
      right += at * node.rightStrides().get(axis);
    }
    float a = fromZero(node.left(), left) * network.format(node.left()).scale();
    float b = fromZero(node.right(), right) * network.format(node.right()).scale();
    float value =
        switch (node.function()) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MAXIMUM -> a > b ? a : b;
          case MINIMUM -> a < b ? a : b;
        };
    return clipped(value / out.scale(), out, node.clip());
  }

  private int normalised(LocalNormalisation node, int[] place, Quantisation out) {
    Shape shape = node.input().shape();
    double scale = network.format(node.input()).scale();
    double squares = 0;
    for (int c = place[0] - (node.size() - 1) / 2, i = 0; i < node.size(); i++, c++) {
      if (c >= 0 && c < shape.channels()) {
        double real =
            scale
                * fromZero(
                    node.input(), (c * shape.height() + place[1]) * shape.width() + place[2]);
        squares += real * real;
      }
    }
    double own =
        scale
            * fromZero(
                node.input(), (place[0] * shape.height() + place[1]) * shape.width() + place[2]);
    return saturated((float) SlowFunctions.normalised(node, own, squares) / out.scale(), out);
  }

  /** Where the value with this number comes from: coordinates by division, axis by axis. */
  private static int transposedFrom(Node.Transpose node, int index) {
    int rank = node.dims().size();
    int[] place = new int[rank];
    int rest = index;
    for (int i = rank - 1; i >= 0; i--) {
      int axis = node.order().get(i);
      place[axis] = rest % node.dims().get(axis);
      rest /= node.dims().get(axis);
    }
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      from = from * node.dims().get(axis) + place[axis];
    }
    return from;
  }

  private int concatenated(Node.Concatenation node, int[] place) {
    int[] from = place.clone();
    for (Tensor input : node.inputs()) {
      Shape shape = input.shape();
      int length = new int[] {shape.channels(), shape.height(), shape.width()}[node.axis()];
      if (from[node.axis()] < length) {
        int index = (from[0] * shape.height() + from[1]) * shape.width() + from[2];
        Quantisation out = network.format(node.output());
        float real = fromZero(input, index) * network.format(input).scale();
        return clipped(real / out.scale(), out, Clip.NONE);
      }
      from[node.axis()] -= length;
    }
    throw new IllegalStateException("the inputs of " + node.name() + " do not fill its output");
  }

  private int maximum(Node.MaxPool pool, byte[] input, int[] place) {
    Window w = pool.window();
    Quantisation format = network.format(pool.input());
    int most = format.lowest();
    for (int ky = 0; ky < w.kernelHeight(); ky++) {
      for (int kx = 0; kx < w.kernelWidth(); kx++) {
        byte bits = at(input, pool.input().shape(), tap(w, place, ky, kx), (byte) format.lowest());
        most = Math.max(most, decoded(format, bits));
      }
    }
    return most;
  }

  private int mean(Node.AveragePool pool, byte[] input, int[] place) {
    Window w = pool.window();
    Shape shape = pool.input().shape();
    Quantisation in = network.format(pool.input());
    Quantisation out = network.format(pool.output());
    int sum = 0;
    int divisor = 0;
    for (int ky = 0; ky < w.kernelHeight(); ky++) {
      for (int kx = 0; kx < w.kernelWidth(); kx++) {
        int[] tap = tap(w, place, ky, kx);
        byte bits = at(input, shape, tap, (byte) in.zeroPoint());
        sum += decoded(in, bits) - in.zeroPoint();
        boolean inImage =
            tap[1] >= 0 && tap[1] < shape.height() && tap[2] >= 0 && tap[2] < shape.width();
        divisor += inImage || pool.countPads() ? 1 : 0;
      }
    }
    return clipped((float) sum * (in.scale() / (out.scale() * divisor)), out, pool.clip());
  }

  static int[] tap(Window w, int[] place, int ky, int kx) {
    return new int[] {
      place[0],
      place[1] * w.strideY() - w.padTop() + ky * w.dilationY(),
      place[2] * w.strideX() - w.padLeft() + kx * w.dilationX()
    };
  }

  /** A value's bits, or what stands outside of the tensor. */
  static byte at(byte[] values, Shape shape, int[] place, int outside) {
    boolean inside =
        place[0] >= 0
            && place[0] < shape.channels()
            && place[1] >= 0
            && place[1] < shape.height()
            && place[2] >= 0
            && place[2] < shape.width();
    return inside
        ? values[(place[0] * shape.height() + place[1]) * shape.width() + place[2]]
        : (byte) outside;
  }

  /** Rounds halves to even, adds the zero point, saturates, then applies the quantised clip. */
  static int clipped(float steps, Quantisation out, Clip clip) {
    int value = saturated(steps, out);
    if (clip.low() > Double.NEGATIVE_INFINITY) {
      value = Math.max(value, saturated((float) clip.low() / out.scale(), out));
    }
    if (clip.high() < Double.POSITIVE_INFINITY) {
      value = Math.min(value, saturated((float) clip.high() / out.scale(), out));
    }
    return value;
  }

  static int saturated(float steps, Quantisation out) {
    if (Float.isNaN(steps)) {
      return out.zeroPoint();
    }
    double below = Math.floor(steps);
    double rest = steps - below;
    boolean up = rest > 0.5 || (rest == 0.5 && below % 2 != 0);
    double value = below + (up ? 1 : 0) + out.zeroPoint();
    return (int) Math.min(out.lowest() + 255, Math.max(out.lowest(), value));
  }
}
