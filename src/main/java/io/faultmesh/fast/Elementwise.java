package io.faultmesh.fast;

import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Shape;

/** Nodes that compute each value from the values at the same place: sums and rescaling. */
final class Elementwise {
  private Elementwise() {}

  /** The sum of every pair of stored values, left above right: one load instead of arithmetic. */
  static byte[] sumTable(Requantiser requantiser) {
    byte[] table = new byte[1 << 16];
    for (int i = 0; i < table.length; i++) {
      long left = (long) Layout.signed((byte) (i >> 8)) * requantiser.multipliers()[0];
      long right = (long) Layout.signed((byte) i) * requantiser.multipliers()[1];
      table[i] = Layout.stored(requantiser.applyScaled(left + right));
    }
    return table;
  }

  static void add(byte[] table, byte[] left, byte[] right, byte[] output, int values) {
    for (int i = 0; i < values; i++) {
      output[i] = table[(left[i] & 0xff) << 8 | (right[i] & 0xff)];
    }
  }

  static byte[] rescaleTable(Requantiser requantiser, int operand) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = Layout.stored(requantiser.apply(Layout.signed((byte) i), operand));
    }
    return table;
  }

  static void rescale(byte[] table, byte[] input, byte[] output, int values) {
    for (int i = 0; i < values; i++) {
      output[i] = table[input[i] & 0xff];
    }
  }

  /** Places each input, rescaled, at its own part of the output. */
  static void concatenate(
      Node.Concatenation node,
      Requantiser requantiser,
      byte[][] inputs,
      byte[] output,
      int images) {
    Shape out = node.output().shape();
    int start = 0;
    for (int operand = 0; operand < inputs.length; operand++) {
      Shape in = node.inputs().get(operand).shape();
      byte[] table = rescaleTable(requantiser, operand);
      int shiftC = node.axis() == 0 ? start : 0;
      int shiftY = node.axis() == 1 ? start : 0;
      int shiftX = node.axis() == 2 ? start : 0;
      for (int image = 0; image < images; image++) {
        for (int y = 0; y < in.height(); y++) {
          for (int x = 0; x < in.width(); x++) {
            int from = image * in.size() + (y * in.width() + x) * in.channels();
            int to =
                image * out.size()
                    + ((y + shiftY) * out.width() + x + shiftX) * out.channels()
                    + shiftC;
            for (int c = 0; c < in.channels(); c++) {
              output[to + c] = table[inputs[operand][from + c] & 0xff];
            }
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
