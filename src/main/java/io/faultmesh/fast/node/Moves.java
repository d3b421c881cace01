package io.faultmesh.fast.node;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Nodes that move values without computing. */
final class Moves {
  private Moves() {}

  /** Puts operands side by side, the second one as the bits that it is stored in. */
  static void pair(Quantisation first, byte[][] inputs, byte[] output) {
    int length = inputs[0].length;
    System.arraycopy(inputs[0], 0, output, 0, length);
    // Layout turns the sign bit of int8 values; it reads the pair in the first one's format.
    byte turned = (byte) (first.lowest() == 0 ? 0x80 : 0);
    for (int i = 0; i < inputs[1].length; i++) {
      output[length + i] = (byte) (inputs[1][i] ^ turned);
    }
  }

  static void slice(Node.Slice node, byte[] input, byte[] output) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int stepX = node.steps().get(2);
    int stepC = node.steps().get(0);
    boolean wholePixels = stepC == 1 && in.channels() == out.channels();
    int to = 0;
    for (int y = 0; y < out.height(); y++) {
      int fromY = node.starts().get(1) + y * node.steps().get(1);
      int from = (fromY * in.width() + node.starts().get(2)) * in.channels() + node.starts().get(0);
      if (wholePixels && stepX == 1) {
        int row = out.width() * out.channels();
        System.arraycopy(input, from, output, to, row);
        to += row;
        continue;
      }
      for (int x = 0; x < out.width(); x++, from += stepX * in.channels()) {
        if (stepC == 1) {
          System.arraycopy(input, from, output, to, out.channels());
          to += out.channels();
          continue;
        }
        for (int c = 0; c < out.channels(); c++) {
          output[to++] = input[from + c * stepC];
        }
      }
    }
  }

  /** Puts the input into a frame of zero points. */
  static void pad(Node.Padding node, byte zero, byte[] input, byte[] output) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    Arrays.fill(output, zero);
    boolean wholePixels = in.channels() == out.channels();
    int run = wholePixels ? in.width() * in.channels() : in.channels();
    for (int y = 0; y < in.height(); y++) {
      int toPixel = (y + node.before().get(1)) * out.width() + node.before().get(2);
      int to = toPixel * out.channels() + node.before().get(0);
      int from = y * in.width() * in.channels();
      int end = from + in.width() * in.channels();
      for (; from < end; from += run, to += out.channels()) {
        System.arraycopy(input, from, output, to, run);
      }
    }
  }

  /**
   * A move as it lies in memory.
   *
   * @param inOrder for every value of the output, in (channel, y, x) order, the input's value
   */
  static Rearrangement of(IntUnaryOperator inOrder, Tensor input, Tensor output) {
    Shape in = input.shape();
    Shape out = output.shape();
    int[] sources = new int[out.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[Layout.position(out, i)] = Layout.position(in, inOrder.applyAsInt(i));
    }
    return Rearrangement.of(sources);
  }
}
