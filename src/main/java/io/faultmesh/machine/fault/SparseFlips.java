package io.faultmesh.machine.fault;

import io.faultmesh.protection.StruckValues;
import io.faultmesh.protection.VotedFlips;
import java.util.Arrays;

/** The struck values of one site in one layer, ascending, each with the flips of three replicas. */
public final class SparseFlips {
  static final SparseFlips NONE = new SparseFlips();

  private static final int REPLICAS = 3;

  private long[] values = new long[4];
  private final int[][] masks = new int[REPLICAS][4];
  private int size;

  private SparseFlips() {}

  /** Takes all that a cursor gives. */
  static SparseFlips of(VotedFlips source) {
    SparseFlips flips = new SparseFlips();
    while (source.advance()) {
      flips.add(source);
    }
    return flips.size == 0 ? NONE : flips;
  }

  /** Takes values as guards leave them. */
  static SparseFlips of(StruckValues source) {
    SparseFlips flips = new SparseFlips();
    while (source.advance()) {
      flips.grow();
      flips.values[flips.size] = source.value();
      flips.masks[0][flips.size++] = source.left();
    }
    return flips.size == 0 ? NONE : flips;
  }

  private void add(VotedFlips source) {
    grow();
    values[size] = source.value();
    for (int r = 0; r < REPLICAS; r++) {
      masks[r][size] = source.flips(r);
    }
    size++;
  }

  private void grow() {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      for (int r = 0; r < REPLICAS; r++) {
        masks[r] = Arrays.copyOf(masks[r], 2 * size);
      }
    }
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public int size() {
    return size;
  }

  /** Index of the first struck value that is not below a number. */
  public int from(long value) {
    int found = Arrays.binarySearch(values, 0, size, value);
    return found >= 0 ? found : -found - 1;
  }

  /** Whether a value in {@code [first, end)} is struck. */
  public boolean touches(long first, long end) {
    int index = from(first);
    return index < size && values[index] < end;
  }

  /** Number of the struck value at an index; beyond the last one, a number above all. */
  public long value(int index) {
    return index < size ? values[index] : Long.MAX_VALUE;
  }

  public int mask(int index, int replica) {
    return masks[replica][index];
  }

  /** The flips that a value suffers. */
  public int maskOf(long value, int replica) {
    int index = from(value);
    return value(index) == value ? masks[replica][index] : 0;
  }

  /**
   * Strikes values that stand at numbers {@code first, first + stride, ...}.
   *
   * @return struck copy, or the given array where nothing is struck
   */
  public byte[] strike(byte[] bytes, long first, long stride) {
    byte[] struck = bytes;
    long end = first + stride * (bytes.length - 1L) + 1;
    for (int i = from(first); value(i) < end; i++) {
      if ((values[i] - first) % stride == 0) {
        if (struck == bytes) {
          struck = bytes.clone();
        }
        struck[(int) ((values[i] - first) / stride)] ^= (byte) masks[0][i];
      }
    }
    return struck;
  }
}
