package io.faultmesh.fast.kernel;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;

/** Finds single input values by pixel and tap. */
public final class InputWindow {
  private final Window window;
  private final Shape in;
  private final int outWidth;
  private final int channelsPerGroup;

  public InputWindow(IntegerLayer layer) {
    Convolution node = layer.node();
    window = node.window();
    in = node.input().shape();
    outWidth = node.output().shape().width();
    channelsPerGroup = node.inputChannelsPerGroup();
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
}
