package io.faultmesh.fast.node;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Arrays;

/** Maximum and mean over windows. */
public final class Pools {
  private Pools() {}

  public static void max(Node.MaxPool node, byte[] input, byte[] output) {
    int channels = node.input().shape().channels();
    // The lowest value, which never wins, is stored as 0.
    Arrays.fill(output, (byte) 0);
    forEachTap(
        node.window(),
        node.input().shape(),
        node.output().shape(),
        (from, to) -> {
          for (int c = 0; c < channels; c++) {
            output[to + c] = (byte) Math.max(output[to + c] & 0xff, input[from + c] & 0xff);
          }
        });
  }

  static void average(
      Node.AveragePool node,
      Requantiser requantiser,
      Quantisation inputFormat,
      Quantisation result,
      byte[] input,
      byte[] output) {
    Shape out = node.output().shape();
    int channels = out.channels();
    int[] sums = new int[output.length];
    int counted = inputFormat.lowest() - inputFormat.zeroPoint();
    forEachTap(
        node.window(),
        node.input().shape(),
        out,
        (from, to) -> {
          for (int c = 0; c < channels; c++) {
            sums[to + c] += (input[from + c] & 0xff) + counted;
          }
        });
    for (int i = 0; i < sums.length; i++) {
      int pixel = i / channels;
      int divisor = node.divisor(pixel / out.width(), pixel % out.width());
      output[i] = Layout.stored(requantiser.apply(sums[i], divisor), result);
    }
  }

  private interface Tap {
    void accept(int from, int to);
  }

  /** Calls with the first channel of every input pixel under every output pixel. */
  private static void forEachTap(Window window, Shape in, Shape out, Tap tap) {
    for (int pixel = 0; pixel < out.pixels(); pixel++) {
      int top = pixel / out.width() * window.strideY() - window.padTop();
      int left = pixel % out.width() * window.strideX() - window.padLeft();
      for (int ky = 0; ky < window.kernelHeight(); ky++) {
        int y = top + ky * window.dilationY();
        for (int kx = 0; kx < window.kernelWidth(); kx++) {
          int x = left + kx * window.dilationX();
          if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
            tap.accept((y * in.width() + x) * in.channels(), pixel * in.channels());
          }
        }
      }
    }
  }
}
