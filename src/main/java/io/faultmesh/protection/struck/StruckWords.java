package io.faultmesh.protection.struck;

import io.faultmesh.fault.Flips;
import io.faultmesh.protection.BitwiseGuard;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Word;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.function.LongToIntFunction;

/** The words of a station, one after the other, as flips strike and guards leave them. */
final class StruckWords {

  /** Where the words of a tensor lie. */
  record Space(long values, long firstTensor, long bitMask, LongPredicate exists) {}

  private final Station station;
  private final Flips[] flips;
  private final long[] heads;
  private final Flips[] checkFlips;
  private final long[] checkHeads;
  private final StuckBits stuck;
  private final boolean isStuck;
  private final Space space;
  private final LongToIntFunction right;
  private final StruckObserver observer;

  private final int bits;
  private final int shift;
  private final int width;
  private final int checkBits;
  private final WordLayout layout;

  private final int[][] masks;
  private final int[] truth;
  private final int[] copied;
  private final WordCheck check;
  private final int[] left;

  /** Whether what was written is asked for in any case. */
  private boolean isAsked;

  private long first;
  private int size;
  private long sought = -1;

  /**
   * Words, before the first one.
   *
   * @param flips of the values' bits, by copy
   * @param checkFlips of the words' check bits, by coded copy
   * @param stuck where the values are stored
   * @param right stored bits of a value as it was written
   * @param zero the bits that stand for a value's zero
   * @param again where detected words are read again; null where they go on as they were read
   */
  StruckWords(
      Station station,
      Flips[] flips,
      Flips[] checkFlips,
      StuckBits stuck,
      Space space,
      LongToIntFunction right,
      LongToIntFunction zero,
      Rereading again,
      StruckObserver observer) {
    this.station = station;
    this.flips = flips;
    this.checkFlips = checkFlips;
    this.stuck = stuck;
    this.isStuck = !stuck.isNone();
    this.space = space;
    this.right = right;
    this.observer = observer;
    this.bits = station.site().bitsPerValue();
    this.shift = Integer.numberOfTrailingZeros(bits);
    this.width = bits == Integer.SIZE ? -1 : (1 << bits) - 1;
    this.checkBits = station.coder() == null ? 0 : station.coder().redundancy().checkBits();
    int perWord = station.isBitwise() ? 1 : station.valuesPerWord();
    this.layout = new WordLayout(space.values, space.firstTensor, perWord);
    this.masks = new int[flips.length][perWord];
    this.truth = new int[perWord];
    this.left = new int[perWord];
    this.copied = new int[perWord];
    // Most stations have no code, and then flips alone tell what goes on.
    this.check = station.isBitwise() ? null : new WordCheck(station, zero, width, again, observer);
    this.isAsked = check != null || isStuck;
    this.heads = heads(flips);
    this.checkHeads = heads(checkFlips);
  }

  private static long[] heads(Flips[] flips) {
    // A loop: words are made for every layer of every image.
    long[] heads = new long[flips.length];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = flips[i].next();
    }
    return heads;
  }

  /**
   * Reads values, struck or not, instead of going from one struck word to the next. Nothing goes
   * back to a word in front.
   *
   * @param into takes their stored bits
   */
  void read(long firstValue, int count, int[] into) {
    isAsked = true;
    for (int i = 0; i < count; i++) {
      seek(layout.wordOf(firstValue + i));
      into[i] = left[(int) (firstValue + i - first)];
    }
  }

  private void seek(long number) {
    if (number == sought) {
      return;
    }
    sought = number;
    open(number);
    for (int copy = 0; copy < flips.length; copy++) {
      while (heads[copy] < first << shift) {
        heads[copy] = flips[copy].next();
      }
    }
    for (int copy = 0; copy < checkFlips.length; copy++) {
      while (checkHeads[copy] < number * checkBits) {
        checkHeads[copy] = checkFlips[copy].next();
      }
    }
    if (take(number)) {
      check();
    } else {
      System.arraycopy(truth, 0, left, 0, size);
    }
  }

  /** Number of the word's first value. */
  long first() {
    return first;
  }

  /** Values of the word; 0 behind the last one. */
  int size() {
    return size;
  }

  /** The bits of a value that differ from those that were written. */
  int left(int index) {
    return left[index] ^ truth[index];
  }

  /** The stored bits of a value that go on. */
  int bits(int index) {
    return left[index];
  }

  private void open(long number) {
    first = layout.first(number);
    size = layout.size(first);
  }

  /** Moves to the next word that a flip strikes; false at the end. */
  boolean next() {
    while (true) {
      long next = Flips.END;
      for (long head : heads) {
        next = head == Flips.END ? next : Math.min(next, layout.wordOf(head >> shift));
      }
      for (long head : checkHeads) {
        next = head == Flips.END ? next : Math.min(next, head / checkBits);
      }
      if (isStuck) {
        next = Math.min(next, stuck.next(head -> layout.wordOf(head >> shift), checkBits));
      }
      if (next == Flips.END) {
        size = 0;
        return false;
      }
      open(next);
      if (take(next)) {
        check();
        return true;
      }
    }
  }

  /** Takes a word's flips; false if none of its struck bits exists. */
  private boolean take(long number) {
    boolean any = false;
    for (int i = 0; i < size; i++) {
      copied[i] = station.copied(first + i);
      if (isAsked) {
        truth[i] = right.applyAsInt(first + i) & width;
      }
    }
    for (int copy = 0; copy < flips.length; copy++) {
      int[] own = masks[copy];
      Arrays.fill(own, 0, size, 0);
      long end = (first + size) << shift;
      while (heads[copy] < end) {
        own[(int) ((heads[copy] >> shift) - first)] |= 1 << (heads[copy] & (bits - 1));
        heads[copy] = flips[copy].next();
      }
      for (int i = 0; i < size; i++) {
        own[i] &= (int) space.bitMask & (copy == 0 ? -1 : copied[i]);
        if (own[i] != 0 && !space.exists.test(first + i)) {
          own[i] = 0;
        }
        if (own[i] != 0) {
          any = true;
          observer.flips(first + i, copy, own[i]);
        }
      }
      any |= stuck.hold(copy, end, first << shift, truth, own, copy == 0 ? null : copied);
    }
    for (int copy = 0; copy < checkFlips.length; copy++) {
      long own = 0;
      while (checkHeads[copy] < (number + 1) * checkBits) {
        own |= 1L << (checkHeads[copy] % checkBits);
        checkHeads[copy] = checkFlips[copy].next();
      }
      if (own != 0) {
        observer.checkFlips(number, copy, own);
      }
      own = stuck.holdChecks(copy, (number + 1) * checkBits, truth, size, own);
      any |= own != 0;
      check.word().check(copy, own);
    }
    return any;
  }

  private void check() {
    if (check == null) {
      vote();
      return;
    }
    Word word = check.word();
    word.begin(first, size, masks.length);
    for (int i = 0; i < size; i++) {
      word.copied(i, copied[i]);
      for (int copy = 0; copy < masks.length; copy++) {
        word.read(copy, i, truth[i] ^ masks[copy][i]);
      }
    }
    check.run(truth);
    for (int i = 0; i < size; i++) {
      left[i] = word.left(i);
      int struck = 0;
      for (int[] copy : masks) {
        struck |= copy[i];
      }
      boolean checked = station.coder() != null || (struck & copied[i]) != 0;
      if (struck != 0 || left[i] != truth[i]) {
        observer.left(first + i, left[i] ^ truth[i], checked);
      }
    }
  }

  /**
   * One value, whose bits each go on by themselves: what was written, which may be a sum to work
   * out, is asked for only if some do.
   */
  private void vote() {
    int after = masks[0][0];
    int struck = 0;
    if (station.copier() instanceof BitwiseGuard guard) {
      int b = masks[1][0];
      int c = masks[2][0];
      struck = (after | b | c) & copied[0];
      if (struck != 0) {
        observer.checked(guard, first, guard.outcome(after, b, c, copied[0]));
      }
      after = guard.vote(after, b, c, copied[0]);
    }
    if (after != 0 && !isAsked) {
      truth[0] = right.applyAsInt(first) & width;
    }
    left[0] = truth[0] ^ after;
    observer.left(first, after, struck != 0);
  }
}
