package io.faultmesh.protection.struck;

import io.faultmesh.fault.Flips;
import io.faultmesh.fault.StuckCells;
import io.faultmesh.protection.Station;
import java.util.function.LongUnaryOperator;

/** What stuck cells make of the values that a station's buffer holds, word after word. */
final class StuckBits {
  static final StuckBits NONE =
      new StuckBits(null, new StuckCells.Cursor[0], new StuckCells.Cursor[0]);

  private final Station station;
  private final StuckCells.Cursor[] values;
  private final StuckCells.Cursor[] checks;

  /**
   * Stuck cells.
   *
   * @param values by copy
   * @param checks by coded copy
   */
  StuckBits(Station station, StuckCells.Cursor[] values, StuckCells.Cursor[] checks) {
    this.station = station;
    this.values = values;
    this.checks = checks;
  }

  boolean isNone() {
    return values.length == 0 && checks.length == 0;
  }

  /**
   * Number of the next word with a stuck cell; {@link Flips#END} if there is none.
   *
   * @param wordOf the word of an address
   */
  long next(LongUnaryOperator wordOf, int checkBits) {
    long next = Flips.END;
    for (StuckCells.Cursor cursor : values) {
      long head = cursor.address();
      next = head == Flips.END ? next : Math.min(next, wordOf.applyAsLong(head));
    }
    for (StuckCells.Cursor cursor : checks) {
      long head = cursor.address();
      next = head == Flips.END ? next : Math.min(next, head / checkBits);
    }
    return next;
  }

  /**
   * Holds the stuck bits of a word.
   *
   * @param end first address behind the word
   * @param first its first address
   * @param truth values as they were written
   * @param flips of the values, which change where a bit is stuck
   * @param existing bits that a copy has; null for all
   * @return whether any bit was not as it should be
   */
  boolean hold(int copy, long end, long first, int[] truth, int[] flips, int[] existing) {
    if (values.length == 0) {
      return false;
    }
    int width = station.site().bitsPerValue();
    boolean any = false;
    for (StuckCells.Cursor cell = values[copy]; cell.address() < end; cell.advance()) {
      int place = (int) ((cell.address() - first) / width);
      int bit = 1 << ((cell.address() - first) % width);
      boolean exists = existing == null || (existing[place] & bit) != 0;
      if (exists && ((truth[place] ^ flips[place]) & bit) != 0 != cell.isOne()) {
        flips[place] ^= bit;
        any = true;
      }
    }
    return any;
  }

  /** The same with a word's check bits: their flips as the stuck ones leave them. */
  long holdChecks(int copy, long end, int[] truth, int size, long flips) {
    if (checks.length == 0 || checks[copy].address() >= end) {
      return flips;
    }
    int checkBits = station.coder().redundancy().checkBits();
    long written = station.coder().encode(truth, size);
    long left = flips;
    for (StuckCells.Cursor cell = checks[copy]; cell.address() < end; cell.advance()) {
      long bit = 1L << (cell.address() % checkBits);
      left ^= ((written ^ left) & bit) != 0 != cell.isOne() ? bit : 0;
    }
    return left;
  }
}
