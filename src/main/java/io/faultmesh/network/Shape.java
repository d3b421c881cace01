package io.faultmesh.network;

/** Shape of one image's tensor. A fully connected layer's tensor is {@code channels x 1 x 1}. */
public record Shape(int channels, int height, int width) {
  private static final long MAX_VALUES = 1L << 28;

  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape must be positive, not " + channels + "x" + height + "x" + width);
    }
    if ((long) channels * height * width > MAX_VALUES || (long) channels * height > MAX_VALUES) {
      throw new IllegalArgumentException(
          "shape " + channels + "x" + height + "x" + width + " has more than 2^28 values");
    }
  }

  public int pixels() {
    return height * width;
  }

  public int size() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
