package io.faultmesh.fast;

import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Arrays;

/** Maximum and mean over windows. */
final class Pools {
  private Pools() {}

  static void max(Node.MaxPool node, byte[] input, byte[] output, int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int channels = in.channels();
    // -128, the value that never wins, is zero in offset binary.
    Arrays.fill(output, 0, images * out.size(), (byte) 0);
    forEachTap(
        node.window(),
        in,
        out,
        images,
        (from, to, pixel) -> {
          for (int c = 0; c < channels; c++) {
            output[to + c] = (byte) Math.max(output[to + c] & 0xff, input[from + c] & 0xff);
          }
        });
  }

  static void average(
      Node.AveragePool node, Requantiser requantiser, byte[] input, byte[] output, int images) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int channels = in.channels();
    int[] sums = new int[images * out.size()];
    forEachTap(
        node.window(),
        in,
        out,
        images,
        (from, to, pixel) -> {
          for (int c = 0; c < channels; c++) {
            sums[to + c] += Layout.signed(input[from + c]);
          }
        });
    for (int i = 0; i < sums.length; i++) {
      int pixel = i % out.size() / channels;
      int divisor = node.divisor(pixel / out.width(), pixel % out.width());
      output[i] = Layout.stored(requantiser.apply(sums[i], divisor));
    }
  }

  private interface Tap {
    void accept(int from, int to, int pixel);
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
              tap.accept(from, image * out.size() + pixel * in.channels(), pixel);
            }
          }
        }
      }
    }
  }
}
