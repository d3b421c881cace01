package io.faultmesh.fast.kernel;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Arrays;

/** Lays a layer's input windows out as the rows of a matrix, K in the order (ky, kx, channel). */
final class PatchMatrix {
  private final Convolution node;
  private final Window window;
  private final Shape in;
  private final Shape out;
  private final int channels;
  private final byte zero;
  private final int paddedWidth;
  private final int paddedHeight;

  PatchMatrix(IntegerLayer layer) {
    this.node = layer.node();
    this.window = node.window();
    this.in = node.input().shape();
    this.out = node.output().shape();
    this.channels = node.inputChannelsPerGroup();
    this.zero = Layout.stored(layer.input().zeroPoint(), layer.input());
    this.paddedWidth = in.width() + window.padLeft() + window.padRight();
    this.paddedHeight = in.height() + window.padTop() + window.padBottom();
  }

  /** An image in a frame of zero points. */
  byte[] padded(byte[] image) {
    if (paddedWidth == in.width() && paddedHeight == in.height()) {
      return image;
    }
    byte[] padded = new byte[paddedWidth * paddedHeight * in.channels()];
    Arrays.fill(padded, zero);
    int rowBytes = in.width() * in.channels();
    for (int y = 0; y < in.height(); y++) {
      int to = ((y + window.padTop()) * paddedWidth + window.padLeft()) * in.channels();
      System.arraycopy(image, y * rowBytes, padded, to, rowBytes);
    }
    return padded;
  }

  /** The rows {@code [pixel][K]} of one group. */
  byte[] rows(byte[] padded, int group) {
    byte[] matrix = new byte[Math.multiplyExact(node.pixels(), node.windowSize())];
    int lineStep = window.dilationY() * paddedWidth * in.channels();
    int tapStep = window.dilationX() * in.channels();
    boolean contiguous = tapStep == channels;
    int taps = contiguous ? 1 : window.kernelWidth();
    int bytes = contiguous ? window.kernelWidth() * channels : channels;
    int to = 0;
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        int corner =
            (y * window.strideY() * paddedWidth + x * window.strideX()) * in.channels()
                + group * channels;
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
          for (int tap = 0; tap < taps; tap++, to += bytes) {
            System.arraycopy(padded, corner + ky * lineStep + tap * tapStep, matrix, to, bytes);
          }
        }
      }
    }
    return matrix;
  }

  /** Some filters' weights, {@code [N][channel][ky][kx]}, in the order of the rows. */
  byte[] weights(byte[] weights, int firstFilter, int filters) {
    int area = window.area();
    int k = node.windowSize();
    byte[] matrix = new byte[filters * k];
    for (int n = 0; n < filters; n++) {
      for (int i = 0; i < k; i++) {
        matrix[n * k + i % area * channels + i / area] = weights[(firstFilter + n) * k + i];
      }
    }
    return matrix;
  }
}
