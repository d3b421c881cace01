package io.faultmesh.machine;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;

/** The nodes between struck layers: sums, pools, and moves of values; int8 in (channel, y, x). */
final class OutputStage {
  private OutputStage() {}

  /**
   * A node's values.
   *
   * @param requantiser null where the node keeps its input's scale
   */
  static byte[] run(Node node, Requantiser requantiser, byte[][] tensors) {
    byte[] input = tensors[node.inputs().get(0).id()];
    if (node instanceof Node.Addition add) {
      return add(requantiser, input, tensors[add.right().id()]);
    } else if (node instanceof Node.MaxPool pool) {
      return pool(node, pool.window(), input, null, null);
    } else if (node instanceof Node.AveragePool pool) {
      return pool(node, pool.window(), input, pool, requantiser);
    } else if (node instanceof Node.Rescale) {
      return rescale(requantiser, 0, input);
    } else if (node instanceof Node.Concatenation concatenation) {
      return concatenate(concatenation, requantiser, tensors);
    } else if (node instanceof Node.Slice slice) {
      return slice(slice, input);
    } else if (node instanceof Node.Padding padding) {
      return pad(padding, input);
    } else if (node instanceof Node.Reshape) {
      return input;
    }
    throw new IllegalArgumentException("not a node of the output stage: " + node.name());
  }

  /**
   * Values that a node reads, which is what it costs: the stage takes one value per column and
   * cycle (our rule). A reshape moves nothing.
   */
  static long values(Node node) {
    long outputs = node.output().shape().size();
    if (node instanceof Node.Addition) {
      return 2 * outputs;
    } else if (node instanceof Node.MaxPool pool) {
      return outputs * pool.window().area();
    } else if (node instanceof Node.AveragePool pool) {
      return outputs * pool.window().area();
    }
    return node instanceof Node.Reshape || node instanceof Convolution ? 0 : outputs;
  }

  private static byte[] add(Requantiser requantiser, byte[] left, byte[] right) {
    long leftFactor = requantiser.multipliers()[0];
    long rightFactor = requantiser.multipliers()[1];
    byte[] output = new byte[left.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = (byte) requantiser.applyScaled(left[i] * leftFactor + right[i] * rightFactor);
    }
    return output;
  }

  private static byte[] rescale(Requantiser requantiser, int operand, byte[] input) {
    byte[] output = new byte[input.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = (byte) requantiser.apply(input[i], operand);
    }
    return output;
  }

  /** Maximum, or mean if {@code average} is given; padding counts as -128 or as 0. */
  private static byte[] pool(
      Node node, Window window, byte[] input, Node.AveragePool average, Requantiser requantiser) {
    Shape in = node.inputs().get(0).shape();
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    int next = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int oy = 0; oy < out.height(); oy++) {
        for (int ox = 0; ox < out.width(); ox++) {
          int sum = 0;
          int max = Byte.MIN_VALUE;
          for (int ky = 0; ky < window.kernelHeight(); ky++) {
            int y = oy * window.strideY() - window.padTop() + ky * window.dilationY();
            if (y < 0 || y >= in.height()) {
              continue;
            }
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
              int x = ox * window.strideX() - window.padLeft() + kx * window.dilationX();
              if (x >= 0 && x < in.width()) {
                int value = input[(c * in.height() + y) * in.width() + x];
                sum += value;
                max = Math.max(max, value);
              }
            }
          }
          output[next++] =
              (byte) (average == null ? max : requantiser.apply(sum, average.divisor(oy, ox)));
        }
      }
    }
    return output;
  }

  private static byte[] concatenate(
      Node.Concatenation node, Requantiser requantiser, byte[][] tensors) {
    byte[] output = new byte[node.output().shape().size()];
    int start = 0;
    for (int operand = 0; operand < node.inputs().size(); operand++) {
      Shape in = node.inputs().get(operand).shape();
      byte[] values = rescale(requantiser, operand, tensors[node.inputs().get(operand).id()]);
      int[] shift = new int[3];
      shift[node.axis()] = start;
      place(values, in, output, node.output().shape(), shift[0], shift[1], shift[2]);
      start += node.axis() == 0 ? in.channels() : node.axis() == 1 ? in.height() : in.width();
    }
    return output;
  }

  private static byte[] pad(Node.Padding node, byte[] input) {
    byte[] output = new byte[node.output().shape().size()];
    place(
        input,
        node.input().shape(),
        output,
        node.output().shape(),
        node.before().get(0),
        node.before().get(1),
        node.before().get(2));
    return output;
  }

  private static void place(
      byte[] values, Shape in, byte[] output, Shape out, int shiftC, int shiftY, int shiftX) {
    for (int c = 0; c < in.channels(); c++) {
      for (int y = 0; y < in.height(); y++) {
        int to = ((c + shiftC) * out.height() + y + shiftY) * out.width() + shiftX;
        System.arraycopy(values, (c * in.height() + y) * in.width(), output, to, in.width());
      }
    }
  }

  private static byte[] slice(Node.Slice node, byte[] input) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    int next = 0;
    for (int c = 0; c < out.channels(); c++) {
      int fromC = node.starts().get(0) + c * node.steps().get(0);
      for (int y = 0; y < out.height(); y++) {
        int fromY = node.starts().get(1) + y * node.steps().get(1);
        for (int x = 0; x < out.width(); x++) {
          int fromX = node.starts().get(2) + x * node.steps().get(2);
          output[next++] = input[(fromC * in.height() + fromY) * in.width() + fromX];
        }
      }
    }
    return output;
  }
}
