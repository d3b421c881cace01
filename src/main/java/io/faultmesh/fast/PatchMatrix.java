package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Arrays;

/**
 * Lays a layer's input windows out as the rows of a matrix, K in the order (ky, kx, channel).
 *
 * <p>A row may serve several neighbouring output pixels: then it holds the window that covers them
 * all, and the weight matrix repeats each filter, shifted, with zeros around. That wastes some
 * products, but narrow layers gain more by a wider matrix and fewer copied bytes. The sums lie in
 * memory just as without it.
 */
final class PatchMatrix {
  /** Filters that a row should serve. */
  private static final int WIDE = 64;

  private static final int MOST_PIXELS = 4;

  private final Window window;
  private final Shape in;
  private final Shape out;
  private final int channels;
  private final int pixelsPerRow;
  private final int paddedWidth;
  private final int paddedHeight;

  PatchMatrix(Convolution layer) {
    this.window = layer.window();
    this.in = layer.input().shape();
    this.out = layer.output().shape();
    this.channels = layer.inputChannelsPerGroup();
    boolean share =
        layer.groups() == 1
            && window.strideX() == 1
            && window.dilationX() == 1
            && window.kernelWidth() > 1;
    int pixels = 1;
    while (share
        && pixels < MOST_PIXELS
        && 2 * pixels * layer.filters() <= WIDE
        && out.width() % (2 * pixels) == 0) {
      pixels *= 2;
    }
    this.pixelsPerRow = pixels;
    this.paddedWidth = in.width() + window.padLeft() + window.padRight();
    this.paddedHeight = in.height() + window.padTop() + window.padBottom();
  }

  int pixelsPerRow() {
    return pixelsPerRow;
  }

  private int tapsPerRow() {
    return window.kernelWidth() + (pixelsPerRow - 1) * window.strideX();
  }

  /** Length of a row. */
  int rowLength() {
    return window.kernelHeight() * tapsPerRow() * channels;
  }

  /** Whether an image, as it lies in memory, is already the matrix. */
  boolean isImage() {
    return window.isPointwise() && channels == in.channels();
  }

  boolean needsPadding() {
    return paddedWidth != in.width() || paddedHeight != in.height();
  }

  int paddedSize() {
    return paddedWidth * paddedHeight * in.channels();
  }

  /** Copies an image into a frame of zeros. */
  void pad(byte[] image, int offset, byte[] padded) {
    Arrays.fill(padded, 0, paddedSize(), Layout.ZERO);
    int rowBytes = in.width() * in.channels();
    for (int y = 0; y < in.height(); y++) {
      int to = ((y + window.padTop()) * paddedWidth + window.padLeft()) * in.channels();
      System.arraycopy(image, offset + y * rowBytes, padded, to, rowBytes);
    }
  }

  /**
   * Fills rows.
   *
   * @param padded the padded image from {@code offset} on
   * @param group whose channels to take
   */
  void fill(
      byte[] padded,
      int offset,
      int group,
      int firstRow,
      int rows,
      byte[] matrix,
      int matrixOffset) {
    int rowsPerLine = out.width() / pixelsPerRow;
    int length = rowLength();
    int step = window.strideX() * in.channels();
    int y = firstRow / rowsPerLine;
    int x = firstRow % rowsPerLine * pixelsPerRow;
    int to = matrixOffset;
    for (int row = 0; row < rows; row++, to += length) {
      int corner = offset + y * window.strideY() * paddedWidth * in.channels() + x * step;
      copyWindow(padded, corner + group * channels, matrix, to);
      x += pixelsPerRow;
      if (x == out.width()) {
        x = 0;
        y++;
      }
    }
  }

  private void copyWindow(byte[] padded, int corner, byte[] matrix, int to) {
    int lineStep = window.dilationY() * paddedWidth * in.channels();
    int taps = tapsPerRow();
    if (channels == in.channels() && window.dilationX() == 1) {
      int bytes = taps * channels;
      for (int ky = 0; ky < window.kernelHeight(); ky++) {
        System.arraycopy(padded, corner + ky * lineStep, matrix, to + ky * bytes, bytes);
      }
      return;
    }
    int tapStep = window.dilationX() * in.channels();
    for (int ky = 0; ky < window.kernelHeight(); ky++) {
      for (int kx = 0; kx < taps; kx++, to += channels) {
        System.arraycopy(padded, corner + ky * lineStep + kx * tapStep, matrix, to, channels);
      }
    }
  }

  /** A group's weights, {@code [N][channel][ky][kx]}, as the matrix that fits these rows. */
  byte[] weights(byte[] weights, int firstFilter, int filters) {
    int length = rowLength();
    int taps = tapsPerRow();
    byte[] matrix = new byte[pixelsPerRow * filters * length];
    for (int pixel = 0; pixel < pixelsPerRow; pixel++) {
      for (int n = 0; n < filters; n++) {
        int row = (pixel * filters + n) * length;
        int from = (firstFilter + n) * channels * window.area();
        for (int c = 0; c < channels; c++) {
          for (int ky = 0; ky < window.kernelHeight(); ky++) {
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
              int tap = ky * taps + kx + pixel * window.strideX();
              matrix[row + tap * channels + c] = weights[from++];
            }
          }
        }
      }
    }
    return matrix;
  }
}
