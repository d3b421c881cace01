package io.faultmesh.protection;

import io.faultmesh.fault.Outcome;
import java.util.Random;

/** One word of eight-bit values as its guard wrote it, for flips, and then for the check. */
public final class GuardedWord {
  private final Guard guard;
  private final int[] written;
  private final int[][] flips;
  private final int[] left;
  private long checkFlips;

  /** A word as it is written. */
  public GuardedWord(Guard guard, int... values) {
    this.guard = guard;
    this.written = values.clone();
    this.flips = new int[guard.redundancy().copies()][values.length];
    this.left = new int[values.length];
  }

  /** Flips a bit of a copy; bit 8 is the lowest of the second value. */
  public GuardedWord flip(int copy, int bit) {
    flips[copy][bit / Byte.SIZE] ^= 1 << bit % Byte.SIZE;
    return this;
  }

  /** Flips a check bit. */
  public GuardedWord flipCheck(int bit) {
    checkFlips ^= 1L << bit;
    return this;
  }

  /** Flips each cell with a probability. */
  public GuardedWord strike(Random random, double rate) {
    for (int copy = 0; copy < flips.length; copy++) {
      for (int bit = 0; bit < written.length * Byte.SIZE; bit++) {
        if (random.nextDouble() < rate) {
          flip(copy, bit);
        }
      }
    }
    for (int bit = 0; bit < guard.redundancy().checkBits(); bit++) {
      if (random.nextDouble() < rate) {
        flipCheck(bit);
      }
    }
    return this;
  }

  /** Reads the word. What is zeroed becomes 0. */
  public Outcome check() {
    Word word = new Word(written.length, flips.length);
    word.begin(0, written.length, flips.length);
    boolean readRight = true;
    for (int i = 0; i < written.length; i++) {
      for (int copy = 0; copy < flips.length; copy++) {
        word.read(copy, i, written[i] ^ flips[copy][i]);
      }
      word.copied(i, flips.length > 1 ? guard.redundancy().copied().applyAsInt(i) : 0);
      readRight &= flips[0][i] == 0;
    }
    word.check(0, guard.encode(written, written.length) ^ checkFlips);
    word.open();
    Verdict verdict = guard.check(word);
    boolean leftRight = true;
    for (int i = 0; i < written.length; i++) {
      left[i] = Station.left(guard, verdict, word.left(i), 0);
      leftRight &= left[i] == written[i];
    }
    return verdict.outcome(readRight, leftRight);
  }

  /** The values that went on. */
  public int[] left() {
    return left.clone();
  }
}
