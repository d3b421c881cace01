package io.faultmesh.fast;

import io.faultmesh.fast.kernel.Region;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import java.util.BitSet;

/** The pixels of a layer's output whose windows reach over some pixels of its input. */
final class WindowMarks {
  private final int inWidth;
  private final int outWidth;
  private final BitSet marked;

  /** Of the output, by row of the input: first one, and behind the last one. */
  private final int[] top;

  private final int[] bottom;

  /** The same by column. */
  private final int[] left;

  private final int[] right;

  WindowMarks(Convolution node) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    inWidth = in.width();
    outWidth = out.width();
    marked = new BitSet(out.pixels());
    top = new int[in.height()];
    bottom = new int[in.height()];
    left = new int[in.width()];
    right = new int[in.width()];
    for (int y = 0; y < in.height(); y++) {
      Region rows = new Region(y, 0, 1, in.width()).seenBy(node.window(), out);
      top[y] = rows.top();
      bottom[y] = rows.top() + rows.height();
    }
    for (int x = 0; x < in.width(); x++) {
      Region columns = new Region(0, x, in.height(), 1).seenBy(node.window(), out);
      left[x] = columns.left();
      right[x] = columns.left() + columns.width();
    }
  }

  void clear() {
    marked.clear();
  }

  /**
   * Marks what sees some pixels of the input, side by side in one row, or what lies between.
   *
   * @param behind the last one
   */
  void mark(int pixel, int behind) {
    int y = pixel / inWidth;
    int first = left[pixel - y * inWidth];
    int end = right[behind - 1 - y * inWidth];
    for (int row = top[y]; row < bottom[y] && first < end; row++) {
      marked.set(row * outWidth + first, row * outWidth + end);
    }
  }

  /** How many are marked. */
  int count() {
    return marked.cardinality();
  }

  /** The first marked one from some pixel on; -1 if there is none. */
  int next(int from) {
    return marked.nextSetBit(from);
  }
}
