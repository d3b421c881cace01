package io.faultmesh.fast;

import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Shape;

/** Nodes that compute each value from the values at the same place: sums and rescaling. */
final class Elementwise {
  private Elementwise() {}

  static void add(Requantiser requantiser, byte[] left, byte[] right, byte[] output, int values) {
    long[] scaledLeft = scaled(requantiser.multipliers()[0]);
    long[] scaledRight = scaled(requantiser.multipliers()[1]);
    int shift = requantiser.shift();
    long half = 1L << (shift - 1);
    long low = requantiser.low();
    long high = requantiser.high();
    for (int i = 0; i < values; i++) {
      long sum = scaledLeft[left[i] & 0xff] + scaledRight[right[i] & 0xff];
      long rounded = (sum + half + (sum >> 63)) >> shift;
      output[i] = (byte) (Math.max(low, Math.min(high, rounded)) ^ Layout.ZERO);
    }
  }

  private static long[] scaled(int multiplier) {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = (long) Layout.signed((byte) i) * multiplier;
    }
    return table;
  }

  static byte[] rescaleTable(Requantiser requantiser, int operand) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = Layout.stored(requantiser.apply(Layout.signed((byte) i), operand));
    }
    return table;
  }

  static void rescale(Requantiser requantiser, byte[] input, byte[] output, int values) {
    byte[] table = rescaleTable(requantiser, 0);
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
