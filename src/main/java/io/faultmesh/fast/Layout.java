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
    int channels = shape.channels();
    int next = 0;
    for (int channel = 0; channel < channels; channel++) {
      for (int pixel = 0; pixel < shape.pixels(); pixel++) {
        to[offset + pixel * channels + channel] = stored(image[next++]);
      }
    }
  }

  static byte[] load(byte[] from, int offset, Shape shape) {
    byte[] image = new byte[shape.size()];
    int next = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int pixel = 0; pixel < shape.pixels(); pixel++) {
        image[next++] = (byte) signed(from[offset + pixel * shape.channels() + channel]);
      }
    }
    return image;
  }
}
