package io.faultmesh.protection.struck;

import io.faultmesh.fault.Flips;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.BitwiseGuard;
import io.faultmesh.protection.Station;
import java.util.function.LongPredicate;

/**
 * The flips of one site of one layer, value by value: what each copy suffers, and what a bitwise
 * guard leaves of them. Only copied bits exist more than once.
 */
public final class VotedFlips {
  private static final int COPIES = 3;

  private final Station station;
  private final Flips[] copies;
  private final long[] heads;
  private final int bitsPerValue;
  private final long bitMask;
  private final LongPredicate relevant;
  private final StruckObserver observer;
  private final int[] flips = new int[COPIES];
  private long value;
  private int left;
  private Outcome outcome;

  /**
   * A cursor before the first value.
   *
   * @param copies one, where nothing is copied, or three
   * @param bitMask bit positions that may flip
   * @param relevant which values exist at all
   */
  VotedFlips(
      Station station,
      Flips[] copies,
      long bitMask,
      LongPredicate relevant,
      StruckObserver observer) {
    this.station = station;
    this.copies = copies;
    this.bitsPerValue = station.site().bitsPerValue();
    this.bitMask = bitMask;
    this.relevant = relevant;
    this.observer = observer;
    this.heads = new long[copies.length];
    for (int r = 0; r < heads.length; r++) {
      heads[r] = copies[r].next();
    }
  }

  /** Moves to the next value that any copy's flip strikes; false at the end. */
  public boolean advance() {
    while (true) {
      long first = Flips.END;
      for (long head : heads) {
        first = Math.min(first, head);
      }
      if (first == Flips.END) {
        return false;
      }
      value = first / bitsPerValue;
      long end = (value + 1) * bitsPerValue;
      for (int r = 0; r < heads.length; r++) {
        flips[r] = 0;
        while (heads[r] < end) {
          flips[r] |= 1 << (heads[r] % bitsPerValue);
          heads[r] = copies[r].next();
        }
        flips[r] &= (int) bitMask;
      }
      if (!relevant.test(value)) {
        continue;
      }
      int copied = heads.length > 1 ? station.copied(value) : 0;
      flips[1] &= copied;
      flips[2] &= copied;
      if ((flips[0] | flips[1] | flips[2]) != 0) {
        vote(copied);
        return true;
      }
    }
  }

  private void vote(int copied) {
    for (int r = 0; r < heads.length; r++) {
      if (flips[r] != 0) {
        observer.flips(value, r, flips[r]);
      }
    }
    left = flips[0];
    outcome = null;
    if (((flips[0] | flips[1] | flips[2]) & copied) != 0
        && station.copier() instanceof BitwiseGuard guard) {
      left = guard.vote(flips[0], flips[1], flips[2], copied);
      outcome = guard.outcome(flips[0], flips[1], flips[2], copied);
      observer.checked(guard, value, outcome);
    }
    observer.left(value, left, outcome != null);
  }

  public long value() {
    return value;
  }

  /** What the guard made of the value; null where it sees none of its struck bits. */
  public Outcome outcome() {
    return outcome;
  }

  /** The flips that one copy suffers. */
  public int flips(int copy) {
    return flips[copy];
  }

  /**
   * The flips that the guard leaves: right where each copy only carries flips of the same value.
   */
  public int afterVote() {
    return left;
  }
}
