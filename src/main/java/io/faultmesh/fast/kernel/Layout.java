package io.faultmesh.fast.kernel;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Between the order of the outside, (channel, y, x) with 8 bits as the machine stores them, and
 * this room's, (y, x, channel) with values counted from the lowest, so that they are uint8.
 */
public final class Layout {
  private Layout() {}

  /** The value that a byte of this room stands for. */
  public static int value(byte stored, Quantisation format) {
    return (stored & 0xff) + format.lowest();
  }

  /** The byte of this room for a value within its format. */
  public static byte stored(int value, Quantisation format) {
    return (byte) (value - format.lowest());
  }

  /** Position in this room's order of the value {@code (channel * height + y) * width + x}. */
  public static int position(Shape shape, int value) {
    int pixel = value % shape.pixels();
    int channel = value / shape.pixels();
    return pixel * shape.channels() + channel;
  }

  /** Positions of all values of a shape. */
  public static int[] positions(Shape shape) {
    int[] positions = new int[shape.size()];
    Arrays.setAll(positions, value -> position(shape, value));
    return positions;
  }

  /** Brings an image into this room. */
  public static void store(
      byte[] image, Shape shape, Quantisation format, ByteBuffer to, int offset) {
    byte[] stored = new byte[image.length];
    byte turned = (byte) format.lowest();
    int next = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int at = channel; at < stored.length; at += shape.channels()) {
        stored[at] = (byte) (image[next++] ^ turned);
      }
    }
    to.put(offset, stored);
  }

  /** Takes an image out of this room. */
  public static byte[] load(ByteBuffer from, int offset, Shape shape, Quantisation format) {
    byte[] image = new byte[shape.size()];
    byte turned = (byte) format.lowest();
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (from.get(offset + position(shape, i)) ^ turned);
    }
    return image;
  }
}
