package io.faultmesh.protection;

import io.faultmesh.fault.Flips;
import java.util.function.LongPredicate;

/**
 * The flips of one site of one layer, value by value: what each replica suffers, and what the vote
 * leaves. Only bits under a value's mask exist three times.
 */
public final class VotedFlips {
  private static final int REPLICAS = 3;

  /** The voted bits of a value. */
  interface Masks {
    int mask(long value);
  }

  /** Sees every value with flips, before the vote is known to remove them. */
  interface Observer {

    /**
     * A struck value.
     *
     * @param flips by replica
     * @param mask the voted bits
     */
    void flips(long value, int[] flips, int mask, int afterVote);
  }

  private final Flips[] replicas;
  private final long[] heads;
  private final int bitsPerValue;
  private final long bitMask;
  private final Masks masks;
  private final LongPredicate relevant;
  private final Observer observer;
  private final int[] flips = new int[REPLICAS];
  private long value;
  private int mask;

  /**
   * A cursor before the first value.
   *
   * @param replicas one, where nothing is voted, or three
   * @param bitMask bit positions that may flip
   * @param relevant which values exist at all
   */
  VotedFlips(
      Flips[] replicas,
      int bitsPerValue,
      long bitMask,
      LongPredicate relevant,
      Masks masks,
      Observer observer) {
    this.replicas = replicas;
    this.bitsPerValue = bitsPerValue;
    this.bitMask = bitMask;
    this.relevant = relevant;
    this.masks = masks;
    this.observer = observer;
    this.heads = new long[replicas.length];
    for (int r = 0; r < heads.length; r++) {
      heads[r] = replicas[r].next();
    }
  }

  /** Moves to the next value that any replica's flip strikes; false at the end. */
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
          heads[r] = replicas[r].next();
        }
        flips[r] &= (int) bitMask;
      }
      if (!relevant.test(value)) {
        continue;
      }
      mask = masks.mask(value);
      flips[1] &= mask;
      flips[2] &= mask;
      if ((flips[0] | flips[1] | flips[2]) != 0) {
        observer.flips(value, flips, mask, afterVote());
        return true;
      }
    }
  }

  public long value() {
    return value;
  }

  /** The flips that one replica suffers; of replicas 1 and 2 only under the mask. */
  public int flips(int replica) {
    return flips[replica];
  }

  /**
   * The flips that the vote leaves: right where each replica only carries flips of the same value.
   */
  public int afterVote() {
    return Vote.vote(flips[0], flips[1], flips[2], mask);
  }
}
