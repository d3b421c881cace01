package io.faultmesh.fast.kernel;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.nio.ByteBuffer;

/** Finds single input values by pixel and tap. */
public final class InputWindow {
  private final Window window;
  private final Shape in;
  private final int outWidth;
  private final int channelsPerGroup;
  private final Quantisation format;

  public InputWindow(IntegerLayer layer) {
    Convolution node = layer.node();
    window = node.window();
    in = node.input().shape();
    outWidth = node.output().shape().width();
    channelsPerGroup = node.inputChannelsPerGroup();
    format = layer.input();
  }

  /**
   * The place in an image, {@code [y][x][channel]}, of what product {@code tap} of output {@code
   * pixel} takes; -1 for padding.
   */
  public int place(int group, int pixel, int tap) {
    int inWindow = tap % window.area();
    int y =
        pixel / outWidth * window.strideY()
            - window.padTop()
            + inWindow / window.kernelWidth() * window.dilationY();
    int x =
        pixel % outWidth * window.strideX()
            - window.padLeft()
            + inWindow % window.kernelWidth() * window.dilationX();
    if (y < 0 || y >= in.height() || x < 0 || x >= in.width()) {
      return -1;
    }
    return (y * in.width() + x) * in.channels() + group * channelsPerGroup + tap / window.area();
  }

  /**
   * Gathers the values of a window, by tap; padding is the zero point.
   *
   * @param offset of the image in {@code input}
   */
  public void gather(ByteBuffer input, int offset, int group, int pixel, int[] values) {
    int area = window.area();
    int top = pixel / outWidth * window.strideY() - window.padTop();
    int left = pixel % outWidth * window.strideX() - window.padLeft();
    for (int inWindow = 0; inWindow < area; inWindow++) {
      int y = top + inWindow / window.kernelWidth() * window.dilationY();
      int x = left + inWindow % window.kernelWidth() * window.dilationX();
      boolean isPadding = y < 0 || y >= in.height() || x < 0 || x >= in.width();
      int from = offset + (y * in.width() + x) * in.channels() + group * channelsPerGroup;
      for (int channel = 0; channel < channelsPerGroup; channel++) {
        values[channel * area + inWindow] =
            isPadding ? format.zeroPoint() : Layout.value(input.get(from + channel), format);
      }
    }
  }
}
