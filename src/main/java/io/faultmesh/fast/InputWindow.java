package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;

/** Reads single input values by pixel and tap, padding as zero. */
final class InputWindow {
  private final Window window;
  private final Shape in;
  private final int outWidth;
  private final int channelsPerGroup;
  private final int area;

  InputWindow(Convolution layer) {
    window = layer.window();
    in = layer.input().shape();
    outWidth = layer.output().shape().width();
    channelsPerGroup = layer.inputChannelsPerGroup();
    area = window.area();
  }

  /** The signed value that product {@code tap} of output {@code pixel} takes. */
  int value(byte[] input, int offset, int group, int pixel, int tap) {
    int place = tap % area;
    int y =
        pixel / outWidth * window.strideY()
            - window.padTop()
            + place / window.kernelWidth() * window.dilationY();
    int x =
        pixel % outWidth * window.strideX()
            - window.padLeft()
            + place % window.kernelWidth() * window.dilationX();
    if (y < 0 || y >= in.height() || x < 0 || x >= in.width()) {
      return 0;
    }
    int channel = group * channelsPerGroup + tap / area;
    return Layout.signed(input[offset + (y * in.width() + x) * in.channels() + channel]);
  }
}
