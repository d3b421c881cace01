package io.faultmesh.fast;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import java.nio.ByteBuffer;
import java.util.List;

/** Nodes that compute each value from the values at the same place: sums and rescaling. */
final class Elementwise {
  private Elementwise() {}

  /** The sum of every pair of stored values, left above right: one load instead of arithmetic. */
  static byte[] sumTable(
      Adder adder, Quantisation left, Quantisation right, Quantisation result) {
    byte[] table = new byte[1 << 16];
    for (int i = 0; i < table.length; i++) {
      int a = Layout.value((byte) (i >> 8), left) - left.zeroPoint();
      int b = Layout.value((byte) i, right) - right.zeroPoint();
      table[i] = Layout.stored(adder.apply(a, b), result);
    }
    return table;
  }

  static void add(byte[] table, ByteBuffer left, ByteBuffer right, ByteBuffer output, int values) {
    for (int i = 0; i < values; i++) {
      output.put(i, table[(left.get(i) & 0xff) << 8 | (right.get(i) & 0xff)]);
    }
  }

  static byte[] rescaleTable(
      Requantiser requantiser, int operand, Quantisation input, Quantisation result) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      int steps = Layout.value((byte) i, input) - input.zeroPoint();
      table[i] = Layout.stored(requantiser.apply(steps, operand), result);
    }
    return table;
  }

  static void rescale(byte[] table, ByteBuffer input, ByteBuffer output, int values) {
    for (int i = 0; i < values; i++) {
      output.put(i, table[input.get(i) & 0xff]);
    }
  }

  /** Places each input, rescaled, at its own part of the output. */
  static void concatenate(
      Node.Concatenation node,
      List<byte[]> tables,
      List<ByteBuffer> inputs,
      ByteBuffer output,
      int images) {
    Shape out = node.output().shape();
    int start = 0;
    for (int operand = 0; operand < inputs.size(); operand++) {
      Shape in = node.inputs().get(operand).shape();
      byte[] table = tables.get(operand);
      ByteBuffer input = inputs.get(operand);
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
              output.put(to + c, table[input.get(from + c) & 0xff]);
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
