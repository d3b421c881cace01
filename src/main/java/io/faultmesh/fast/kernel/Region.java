package io.faultmesh.fast.kernel;

import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;

/**
 * A rectangle of an image's pixels, with all their channels. An input's may reach into the padding:
 * then it starts before 0, or ends behind the image.
 */
public record Region(int top, int left, int height, int width) {

  public static Region whole(Shape shape) {
    return new Region(0, 0, shape.height(), shape.width());
  }

  public int pixels() {
    return height * width;
  }

  private int bottom() {
    return top + height;
  }

  private int right() {
    return left + width;
  }

  /** The smallest one that holds both. */
  public Region and(Region other) {
    int first = Math.min(top, other.top);
    int leftmost = Math.min(left, other.left);
    return new Region(
        first,
        leftmost,
        Math.max(bottom(), other.bottom()) - first,
        Math.max(right(), other.right()) - leftmost);
  }

  /** What lies in both; without pixels if nothing does. */
  public Region within(Region other) {
    int first = Math.max(top, other.top);
    int leftmost = Math.max(left, other.left);
    return new Region(
        first,
        leftmost,
        Math.max(0, Math.min(bottom(), other.bottom()) - first),
        Math.max(0, Math.min(right(), other.right()) - leftmost));
  }

  /** The output pixels whose windows reach into this part of the input; perhaps none. */
  public Region seenBy(Window window, Shape output) {
    int first = ceil(top + window.padTop() - window.reachY() + 1, window.strideY());
    int last = Math.floorDiv(bottom() - 1 + window.padTop(), window.strideY());
    int leftmost = ceil(left + window.padLeft() - window.reachX() + 1, window.strideX());
    int rightmost = Math.floorDiv(right() - 1 + window.padLeft(), window.strideX());
    return new Region(first, leftmost, last - first + 1, rightmost - leftmost + 1)
        .within(whole(output));
  }

  private static int ceil(int dividend, int divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }

  /** The input pixels, padding among them, that the windows of these output pixels cover. */
  public Region inputs(Window window) {
    return new Region(
        top * window.strideY() - window.padTop(),
        left * window.strideX() - window.padLeft(),
        (height - 1) * window.strideY() + window.reachY(),
        (width - 1) * window.strideX() + window.reachX());
  }

  /** One of another size, not smaller, that holds this one and lies in the image. */
  public Region grown(int newHeight, int newWidth, Shape shape) {
    return new Region(
        Math.min(top, shape.height() - newHeight),
        Math.min(left, shape.width() - newWidth),
        newHeight,
        newWidth);
  }
}
