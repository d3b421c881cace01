package io.faultmesh.fast.kernel;

import io.faultmesh.network.Shape;
import java.util.Arrays;

/**
 * What of a tensor differs from another one of the same shape, which stands for all the rest.
 *
 * @param bytes of the region, {@code [y][x][channel]} as {@link Layout} stores them
 */
public record Patch(Region region, byte[] bytes) {

  /**
   * The smallest patch that tells a part of a tensor from the same part of another.
   *
   * @param other bytes of the whole other tensor
   * @param bytes of the part, from a place on
   * @return null if they are equal
   */
  public static Patch of(Shape shape, byte[] other, Region part, byte[] bytes, int from) {
    int channels = shape.channels();
    int row = part.width() * channels;
    int top = part.height();
    int bottom = -1;
    int left = part.width();
    int right = -1;
    for (int y = 0; y < part.height(); y++) {
      int own = from + y * row;
      int at = ((part.top() + y) * shape.width() + part.left()) * channels;
      int first = Arrays.mismatch(bytes, own, own + row, other, at, at + row);
      if (first < 0) {
        continue;
      }
      top = Math.min(top, y);
      bottom = y;
      left = Math.min(left, first / channels);
      int last = part.width() - 1;
      while (last > right && equal(bytes, own, other, at, last, channels)) {
        last--;
      }
      right = Math.max(right, last);
    }
    if (bottom < 0) {
      return null;
    }
    Region region =
        new Region(part.top() + top, part.left() + left, bottom - top + 1, right - left + 1);
    byte[] kept = new byte[region.pixels() * channels];
    int width = region.width() * channels;
    for (int y = 0; y < region.height(); y++) {
      System.arraycopy(bytes, from + (top + y) * row + left * channels, kept, y * width, width);
    }
    return new Patch(region, kept);
  }

  private static boolean equal(byte[] a, int fromA, byte[] b, int fromB, int pixel, int channels) {
    int begin = pixel * channels;
    int end = begin + channels;
    return Arrays.equals(a, fromA + begin, fromA + end, b, fromB + begin, fromB + end);
  }

  /**
   * Copies a part of a tensor.
   *
   * @param whole bytes of the tensor but for the patch
   * @param patch what is different there; null if nothing is
   * @param padding what stands outside the image
   */
  public static void copy(
      Shape shape, byte[] whole, Patch patch, Region part, byte padding, byte[] to, int from) {
    int channels = shape.channels();
    Region inside = part.within(Region.whole(shape));
    if (!inside.equals(part)) {
      Arrays.fill(to, from, from + part.pixels() * channels, padding);
    }
    put(shape, inside, whole, 0, 0, shape.width(), part, to, from);
    if (patch != null) {
      Region own = patch.region;
      put(shape, own.within(part), patch.bytes, own.top(), own.left(), own.width(), part, to, from);
    }
  }

  /** Copies some pixels from a rectangle of that origin and width into the part. */
  private static void put(
      Shape shape,
      Region pixels,
      byte[] source,
      int top,
      int left,
      int width,
      Region part,
      byte[] to,
      int from) {
    int channels = shape.channels();
    int length = pixels.width() * channels;
    for (int y = pixels.top(); y < pixels.top() + pixels.height(); y++) {
      System.arraycopy(
          source,
          ((y - top) * width + pixels.left() - left) * channels,
          to,
          from + ((y - part.top()) * part.width() + pixels.left() - part.left()) * channels,
          length);
    }
  }
}
