package io.faultmesh.fast;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.nio.ByteBuffer;

/** Maximum and mean over windows. */
final class Pools {
  private Pools() {}

  static void max(Node.MaxPool node, ByteBuffer input, ByteBuffer output, int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int channels = in.channels();
    byte[] from = bytes(input, images * in.size());
    // The lowest value, which never wins, is stored as 0.
    byte[] most = new byte[images * out.size()];
    forEachTap(
        node.window(),
        in,
        out,
        images,
        (tap, to) -> {
          for (int c = 0; c < channels; c++) {
            most[to + c] = (byte) Math.max(most[to + c] & 0xff, from[tap + c] & 0xff);
          }
        });
    output.put(0, most);
  }

  private static byte[] bytes(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return bytes;
  }

  static void average(
      Node.AveragePool node,
      Requantiser requantiser,
      Quantisation input,
      Quantisation result,
      ByteBuffer values,
      ByteBuffer output,
      int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int channels = in.channels();
    byte[] from = bytes(values, images * in.size());
    int[] sums = new int[images * out.size()];
    forEachTap(
        node.window(),
        in,
        out,
        images,
        (tap, to) -> {
          for (int c = 0; c < channels; c++) {
            sums[to + c] += Layout.value(from[tap + c], input) - input.zeroPoint();
          }
        });
    for (int i = 0; i < sums.length; i++) {
      int pixel = i % out.size() / channels;
      int divisor = node.divisor(pixel / out.width(), pixel % out.width());
      output.put(i, Layout.stored(requantiser.apply(sums[i], divisor), result));
    }
  }

  private interface Tap {
    void accept(int from, int to);
  }

  /** Calls with the first channel of every input pixel under every output pixel. */
  private static void forEachTap(Window window, Shape in, Shape out, int images, Tap tap) {
    for (int image = 0; image < images; image++) {
      for (int pixel = 0; pixel < out.pixels(); pixel++) {
        int top = pixel / out.width() * window.strideY() - window.padTop();
        int left = pixel % out.width() * window.strideX() - window.padLeft();
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
          int y = top + ky * window.dilationY();
          for (int kx = 0; kx < window.kernelWidth(); kx++) {
            int x = left + kx * window.dilationX();
            if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
              int from = image * in.size() + (y * in.width() + x) * in.channels();
              tap.accept(from, image * out.size() + pixel * in.channels());
            }
          }
        }
      }
    }
  }
}
