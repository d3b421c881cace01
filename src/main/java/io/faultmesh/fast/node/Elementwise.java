package io.faultmesh.fast.node;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Rescaler;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import java.util.List;

/** Nodes that compute each value from the value at the same place: rescaling, also side by side. */
final class Elementwise {
  private Elementwise() {}

  static byte[] rescaleTable(Rescaler rescaler, Quantisation input, Quantisation result) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      int steps = Layout.value((byte) i, input) - input.zeroPoint();
      table[i] = Layout.stored(rescaler.apply(steps), result);
    }
    return table;
  }

  static void rescale(byte[] table, byte[] input, byte[] output) {
    for (int i = 0; i < output.length; i++) {
      output[i] = table[input[i] & 0xff];
    }
  }

  /** Places each input, rescaled by its own table, at its own part of the output. */
  static void concatenate(
      Node.Concatenation node, List<byte[]> tables, byte[][] inputs, byte[] output) {
    Shape out = node.output().shape();
    int start = 0;
    for (int operand = 0; operand < inputs.length; operand++) {
      Shape in = node.inputs().get(operand).shape();
      byte[] table = tables.get(operand);
      byte[] input = inputs[operand];
      int shiftC = node.axis() == 0 ? start : 0;
      int shiftY = node.axis() == 1 ? start : 0;
      int shiftX = node.axis() == 2 ? start : 0;
      for (int y = 0; y < in.height(); y++) {
        for (int x = 0; x < in.width(); x++) {
          int from = (y * in.width() + x) * in.channels();
          int to = ((y + shiftY) * out.width() + x + shiftX) * out.channels() + shiftC;
          for (int c = 0; c < in.channels(); c++) {
            output[to + c] = table[input[from + c] & 0xff];
          }
        }
      }
      start +=
          switch (node.axis()) {
            case 0 -> in.channels();
            case 1 -> in.height();
            default -> in.width();
          };
    }
  }
}
