package io.faultmesh.fast;

import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Nodes that move values without computing. */
final class Moves {
  private Moves() {}

  static void slice(Node.Slice node, ByteBuffer input, ByteBuffer output, int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int to = 0;
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < out.height(); y++) {
        int fromY = node.starts().get(1) + y * node.steps().get(1);
        for (int x = 0; x < out.width(); x++) {
          int fromX = node.starts().get(2) + x * node.steps().get(2);
          int from =
              image * in.size()
                  + (fromY * in.width() + fromX) * in.channels()
                  + node.starts().get(0);
          int step = node.steps().get(0);
          if (step == 1) {
            output.put(to, input, from, out.channels());
            to += out.channels();
            continue;
          }
          for (int c = 0; c < out.channels(); c++, from += step) {
            output.put(to++, input.get(from));
          }
        }
      }
    }
  }

  static void pad(
      Node.Padding node, byte zero, ByteBuffer input, ByteBuffer output, int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    byte[] frame = new byte[images * out.size()];
    Arrays.fill(frame, zero);
    output.put(0, frame);
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < in.height(); y++) {
        for (int x = 0; x < in.width(); x++) {
          int from = image * in.size() + (y * in.width() + x) * in.channels();
          int toPixel = (y + node.before().get(1)) * out.width() + x + node.before().get(2);
          int to = image * out.size() + toPixel * out.channels() + node.before().get(0);
          output.put(to, input, from, in.channels());
        }
      }
    }
  }

  /** Keeps the (channel, y, x) order, which is not the order in memory. */
  static void reshape(Node.Reshape node, ByteBuffer input, ByteBuffer output, int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    for (int image = 0; image < images; image++) {
      int base = image * in.size();
      for (int i = 0; i < in.size(); i++) {
        output.put(base + Layout.position(out, i), input.get(base + Layout.position(in, i)));
      }
    }
  }
}
