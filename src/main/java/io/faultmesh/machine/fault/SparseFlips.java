package io.faultmesh.machine.fault;

import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.protection.struck.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;

/** The struck values of one site in one layer, ascending, each with the flips of three replicas. */
public final class SparseFlips {
  static final SparseFlips NONE = new SparseFlips();

  private static final int REPLICAS = 3;

  private long[] values = new long[4];
  private final int[][] masks = new int[REPLICAS][4];
  private int[] left = new int[4];
  private Outcome[] outcomes = new Outcome[4];
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
      flips.masks[0][flips.size] = source.left();
      flips.left[flips.size++] = source.left();
    }
    return flips.size == 0 ? NONE : flips;
  }

  /**
   * The flips of a site in each of three passes; none in those that a layer has not.
   *
   * @param faults null for a run without faults
   */
  static SparseFlips[] passes(
      DesignFaults faults, FaultSite site, int layer, int image, int count) {
    SparseFlips[] passes = {NONE, NONE, NONE};
    for (int pass = 0; pass < count && faults != null && faults.strikes(site, layer); pass++) {
      passes[pass] = of(faults.flips(site, layer, image, pass));
    }
    return passes;
  }

  private void add(VotedFlips source) {
    grow();
    values[size] = source.value();
    for (int r = 0; r < REPLICAS; r++) {
      masks[r][size] = source.flips(r);
    }
    left[size] = source.afterVote();
    outcomes[size] = source.outcome();
    size++;
  }

  private void grow() {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      for (int r = 0; r < REPLICAS; r++) {
        masks[r] = Arrays.copyOf(masks[r], 2 * size);
      }
      left = Arrays.copyOf(left, 2 * size);
      outcomes = Arrays.copyOf(outcomes, 2 * size);
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

  /** The flips that are left of a value's, where copies carry flips of the same value only. */
  public int left(int index) {
    return left[index];
  }

  /** What the check made of a value; null where it sees none of its struck bits. */
  public Outcome outcome(int index) {
    return outcomes[index];
  }

  /** The flips that a value suffers. */
  public int maskOf(long value, int replica) {
    int index = from(value);
    return value(index) == value ? masks[replica][index] : 0;
  }

  /**
   * Strikes values that stand at numbers {@code first, first + stride, ...}.
   *
   * @param sink sees each of them
   * @return struck copy, or the given array where nothing is struck
   */
  public byte[] strike(byte[] bytes, long first, long stride, Struck sink) {
    byte[] struck = bytes;
    long end = first + stride * (bytes.length - 1L) + 1;
    for (int i = from(first); value(i) < end; i++) {
      if ((values[i] - first) % stride == 0) {
        if (struck == bytes) {
          struck = bytes.clone();
        }
        int place = (int) ((values[i] - first) / stride);
        struck[place] ^= (byte) masks[0][i];
        sink.struck(values[i], masks[0][i], place);
      }
    }
    return struck;
  }

  /** Sees which values are struck. */
  public interface Struck {

    /**
     * A value is struck.
     *
     * @param place among the bytes
     */
    void struck(long value, int mask, int place);
  }
}
