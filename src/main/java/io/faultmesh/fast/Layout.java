package io.faultmesh.fast;

import io.faultmesh.network.Shape;

/** Between the order of the outside, (channel, y, x) int8, and this room's. */
final class Layout {
  /** Zero in offset binary. */
  static final byte ZERO = (byte) 0x80;

  private Layout() {}

  static int signed(byte stored) {
    return (byte) (stored ^ ZERO);
  }

  static byte stored(int value) {
    return (byte) (value ^ ZERO);
  }

  /** Position in this room's order of the value {@code (channel * height + y) * width + x}. */
  static int position(Shape shape, int value) {
    int pixel = value % shape.pixels();
    int channel = value / shape.pixels();
    return pixel * shape.channels() + channel;
  }

  static void store(byte[] image, Shape shape, byte[] to, int offset) {
    for (int i = 0; i < image.length; i++) {
      to[offset + position(shape, i)] = stored(image[i]);
    }
  }

  static byte[] load(byte[] from, int offset, Shape shape) {
    byte[] image = new byte[shape.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) signed(from[offset + position(shape, i)]);
    }
    return image;
  }
}
