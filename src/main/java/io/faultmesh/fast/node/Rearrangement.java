package io.faultmesh.fast.node;

import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Values put into another order: nested loops with a stride each where the order has that form, as
 * those of reshaped and transposed tensors have, else place by place.
 */
final class Rearrangement {
  /** Values in a row that are worth a call to copy them. */
  private static final int WORTH_COPYING = 16;

  /** Sides of the squares in which two loops run, so that both sides stay in the cache. */
  private static final int TILE = 32;

  /** From the innermost loop on. */
  private final int[] lengths;

  private final int[] strides;

  /** By the place in the output; null where loops do it. */
  private final int[] sources;

  private final int first;

  private Rearrangement(int first, int[] lengths, int[] strides, int[] sources) {
    this.first = first;
    this.lengths = lengths;
    this.strides = strides;
    this.sources = sources;
  }

  /**
   * Finds the loops.
   *
   * @param sources the input's place of every value of the output
   */
  static Rearrangement of(int[] sources) {
    List<Integer> lengths = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    int[] starts = sources;
    while (starts.length > 1) {
      int length = loop(starts);
      if (length == 1) {
        return new Rearrangement(0, null, null, sources.clone());
      }
      lengths.add(length);
      strides.add(starts[1] - starts[0]);
      int[] outer = new int[starts.length / length];
      for (int i = 0; i < outer.length; i++) {
        outer[i] = starts[i * length];
      }
      starts = outer;
    }
    return new Rearrangement(starts[0], ints(lengths), ints(strides), null);
  }

  /** From this room's order of a shape's values to (channel, y, x). */
  static Rearrangement toRowMajor(Shape shape) {
    return of(Layout.positions(shape));
  }

  /** From (channel, y, x) to this room's order of a shape's values. */
  static Rearrangement fromRowMajor(Shape shape) {
    int[] positions = Layout.positions(shape);
    int[] sources = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      sources[positions[i]] = i;
    }
    return of(sources);
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The longest loop of one stride that all places consist of; 1 where there is none. */
  private static int loop(int[] starts) {
    int stride = starts[1] - starts[0];
    int run = 2;
    while (run < starts.length && starts[run] - starts[run - 1] == stride) {
      run++;
    }
    for (int length = run; length > 1; length--) {
      if (starts.length % length == 0 && repeats(starts, length, stride)) {
        return length;
      }
    }
    return 1;
  }

  private static boolean repeats(int[] starts, int length, int stride) {
    for (int i = 1; i < starts.length; i++) {
      if (i % length != 0 && starts[i] - starts[i - 1] != stride) {
        return false;
      }
    }
    return true;
  }

  /** Fills the output, each value with a bit pattern turned. */
  void run(byte[] input, byte[] output, byte turned) {
    run(input, output);
    if (turned != 0) {
      for (int i = 0; i < output.length; i++) {
        output[i] ^= turned;
      }
    }
  }

  /** Fills the output. */
  void run(byte[] input, byte[] output) {
    if (sources != null) {
      for (int i = 0; i < output.length; i++) {
        output[i] = input[sources[i]];
      }
    } else if (lengths.length == 0) {
      output[0] = input[first];
    } else {
      int last = lengths.length - 1;
      loops(last, input, first, output, 0, output.length / lengths[last]);
    }
  }

  /** One loop and those inside it; each pass of it fills a number of values. */
  private void loops(int loop, byte[] input, int from, byte[] output, int to, int size) {
    if (loop == 0) {
      row(input, from, output, to);
    } else if (loop == 1 && strides[0] != 1 && strides[1] == 1) {
      tiles(input, from, output, to);
    } else {
      int inner = size / lengths[loop - 1];
      for (int i = 0; i < lengths[loop]; i++) {
        loops(loop - 1, input, from + i * strides[loop], output, to + i * size, inner);
      }
    }
  }

  private void row(byte[] input, int from, byte[] output, int to) {
    int length = lengths[0];
    int stride = strides[0];
    if (stride == 1 && length >= WORTH_COPYING) {
      System.arraycopy(input, from, output, to, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      output[to + i] = input[from + i * stride];
    }
  }

  /** Rows that become columns. */
  private void tiles(byte[] input, int from, byte[] output, int to) {
    int columns = lengths[0];
    int rows = lengths[1];
    int stride = strides[0];
    for (int top = 0; top < rows; top += TILE) {
      int bottom = Math.min(rows, top + TILE);
      for (int left = 0; left < columns; left += TILE) {
        int right = Math.min(columns, left + TILE);
        for (int row = top; row < bottom; row++) {
          int place = to + row * columns;
          for (int column = left; column < right; column++) {
            output[place + column] = input[from + row + column * stride];
          }
        }
      }
    }
  }
}
