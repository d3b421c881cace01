package io.faultmesh.network.onnx;

import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.file.OnnxNode;
import java.util.Arrays;

/** Reads the window attributes that convolutions and pools share. */
final class Windows {
  private Windows() {}

  /**
   * The window of a Conv or pool node over an input, with {@code auto_pad} resolved. One dimension
   * is the height of images one pixel wide.
   *
   * @param kernel one side or two
   */
  static Window of(OnnxNode node, Shape input, int... kernel) {
    int spatial = kernel.length;
    int[] sides = {kernel[0], spatial > 1 ? kernel[1] : 1};
    int[] strides = sides(node, "strides", spatial);
    int[] dilations = sides(node, "dilations", spatial);
    int[] pads = node.integers("pads");
    if (pads == null) {
      pads = new int[4];
    } else if (pads.length != 2 * spatial) {
      throw node.error("pads must be " + 2 * spatial + " values, not " + pads.length);
    } else if (spatial == 1) {
      pads = new int[] {pads[0], 0, pads[1], 0};
    }
    String autoPad = node.text("auto_pad", "NOTSET");
    try {
      Window bare =
          new Window(
              sides[0], sides[1], strides[0], strides[1], 0, 0, 0, 0, dilations[0], dilations[1]);
      switch (autoPad) {
        case "NOTSET", "" -> {}
        case "VALID" -> pads = new int[4];
        case "SAME_UPPER", "SAME_LOWER" -> {
          int y = samePad(input.height(), bare.reachY(), strides[0]);
          int x = samePad(input.width(), bare.reachX(), strides[1]);
          boolean upper = autoPad.equals("SAME_UPPER");
          int top = upper ? y / 2 : y - y / 2;
          int left = upper ? x / 2 : x - x / 2;
          pads = new int[] {top, left, y - top, x - left};
        }
        default -> throw node.error("auto_pad " + autoPad + " is not supported");
      }
      return padded(bare, pads[0], pads[1], pads[2], pads[3]);
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage());
    }
  }

  private static Window padded(Window w, int top, int left, int bottom, int right) {
    return new Window(
        w.kernelHeight(),
        w.kernelWidth(),
        w.strideY(),
        w.strideX(),
        top,
        left,
        bottom,
        right,
        w.dilationY(),
        w.dilationX());
  }

  /** Adds the padding at the far sides that {@code ceil_mode} rounds up to. */
  static Window ceiled(Window w, Shape input) {
    int bottom =
        ceilPad(
            input.height() + w.padTop() + w.padBottom(),
            w.reachY(),
            w.strideY(),
            input.height() + w.padTop());
    int right =
        ceilPad(
            input.width() + w.padLeft() + w.padRight(),
            w.reachX(),
            w.strideX(),
            input.width() + w.padLeft());
    return padded(w, w.padTop(), w.padLeft(), w.padBottom() + bottom, w.padRight() + right);
  }

  private static int ceilPad(int padded, int reach, int stride, int endOfInput) {
    int windows = Math.max(0, padded - reach + stride - 1) / stride + 1;
    // A last window that starts in the far padding is dropped.
    if ((windows - 1) * stride >= endOfInput) {
      windows--;
    }
    return Math.max(0, (windows - 1) * stride + reach - padded);
  }

  private static int samePad(int side, int reach, int stride) {
    int outputs = (side + stride - 1) / stride;
    return Math.max(0, (outputs - 1) * stride + reach - side);
  }

  private static int[] sides(OnnxNode node, String attribute, int spatial) {
    int[] values = node.integers(attribute);
    if (values == null) {
      return new int[] {1, 1};
    }
    if (values.length != spatial) {
      throw node.error(attribute + " must be " + spatial + " values, not " + values.length);
    }
    return new int[] {values[0], spatial > 1 ? values[1] : 1};
  }

  /** ONNX dimensions of a result with one or two spatial dimensions. */
  static long[] dims(Shape shape, int spatial) {
    long[] dims = {1, shape.channels(), shape.height(), shape.width()};
    return Arrays.copyOf(dims, spatial + 2);
  }

  static Shape output(OnnxNode node, Window window, Shape input, int channels) {
    try {
      return new Shape(
          channels, window.outputHeight(input.height()), window.outputWidth(input.width()));
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage());
    }
  }
}
