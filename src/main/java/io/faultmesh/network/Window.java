package io.faultmesh.network;

/** A sliding window of a convolution or pool, in pixels. */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight,
    int dilationY,
    int dilationX) {

  public static final Window UNIT = new Window(1, 1, 1, 1, 0, 0, 0, 0, 1, 1);

  private static final int MAX = 1 << 14;
  private static final int MAX_SIDE = 1 << 28;

  public Window {
    checkRange("kernel and stride", MAX_SIDE, kernelHeight, kernelWidth, strideY, strideX);
    checkRange("dilation", MAX, dilationY, dilationX);
    if ((long) kernelHeight * kernelWidth > MAX_SIDE
        || (long) kernelHeight * dilationY > MAX_SIDE
        || (long) kernelWidth * dilationX > MAX_SIDE) {
      throw new IllegalArgumentException(
          "a kernel of " + kernelHeight + "x" + kernelWidth + " is larger than 2^28");
    }
    int[] pads = {padTop, padLeft, padBottom, padRight};
    for (int value : pads) {
      if (value < 0 || value > MAX) {
        throw new IllegalArgumentException("pads must be between 0 and " + MAX + ", not " + value);
      }
    }
  }

  private static void checkRange(String what, int most, int... values) {
    for (int value : values) {
      if (value < 1 || value > most) {
        throw new IllegalArgumentException(
            what + " must be between 1 and " + most + ", not " + value);
      }
    }
  }

  /** The window that covers a whole image, for global pools. */
  public static Window whole(Shape shape) {
    return new Window(shape.height(), shape.width(), 1, 1, 0, 0, 0, 0, 1, 1);
  }

  public int area() {
    return kernelHeight * kernelWidth;
  }

  /** Rows from the first to the last tap, both included. */
  public int reachY() {
    return (kernelHeight - 1) * dilationY + 1;
  }

  /** Columns from the first to the last tap, both included. */
  public int reachX() {
    return (kernelWidth - 1) * dilationX + 1;
  }

  /** Whether each output pixel sees just its own input pixel. */
  public boolean isPointwise() {
    return equals(UNIT);
  }

  public int outputHeight(int height) {
    return outputSide(height + padTop + padBottom, reachY(), strideY);
  }

  public int outputWidth(int width) {
    return outputSide(width + padLeft + padRight, reachX(), strideX);
  }

  private static int outputSide(int padded, int reach, int stride) {
    if (padded < reach) {
      throw new IllegalArgumentException(
          "a window of " + reach + " does not fit into " + padded + " padded pixels");
    }
    return (padded - reach) / stride + 1;
  }
}
