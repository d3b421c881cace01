package io.faultmesh.protection.struck;

import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Verdict;
import io.faultmesh.protection.Word;
import java.util.function.LongToIntFunction;

/**
 * What a station's guards make of one word after the other: the code's decoder, and what compares
 * copies, in the station's order.
 */
final class WordCheck {

  /** Sees what was decided. */
  interface Observer {

    /** A guard's check of a word of its own size. */
    void checked(Guard guard, long firstValue, Outcome outcome);

    /** Detected values are read again. */
    void refetched(long firstValue, int values, int attempt);
  }

  private final Station station;
  private final Guard coder;
  private final Guard copier;
  private final LongToIntFunction zero;
  private final int width;
  private final Rereading again;
  private final Observer observer;
  private final Word word;
  private final Word coded;
  private final Word copied;
  private final int[] refetched;

  /**
   * A check of a station's words.
   *
   * @param zero the bits that stand for a value's zero
   * @param width mask of a value's bits
   * @param again where detected words are read again; null where they go on as they were read
   */
  WordCheck(
      Station station, LongToIntFunction zero, int width, Rereading again, Observer observer) {
    this.station = station;
    this.coder = station.coder();
    this.copier = station.copier();
    this.zero = zero;
    this.width = width;
    this.again = again;
    this.observer = observer;
    this.word = new Word(station.valuesPerWord(), station.copies());
    this.coded = new Word(station.valuesPerWord(), 1);
    this.copied = new Word(station.valuesPerWord(), station.copies());
    this.refetched = new int[station.valuesPerWord()];
  }

  /** The word to be filled before, and looked at after a check. */
  Word word() {
    return word;
  }

  /**
   * Checks the word.
   *
   * @param right its values as they were written
   */
  void run(int[] right) {
    if (station.codesEachCopy()) {
      for (int copy = 0; copy < word.copies(); copy++) {
        decode(copy, right);
      }
      compare(right);
    } else {
      compare(right);
      for (int i = 0; i < word.size(); i++) {
        word.read(0, i, word.left(i));
      }
      decode(0, right);
      word.open();
    }
  }

  /** Lets the code look at one copy, and leaves in it what goes on. */
  private void decode(int copy, int[] right) {
    if (coder == null) {
      return;
    }
    coded.begin(word.first(), word.size(), 1);
    boolean readRight = true;
    for (int i = 0; i < word.size(); i++) {
      coded.read(0, i, word.read(copy, i));
      readRight &= word.read(copy, i) == right[i];
    }
    coded.check(0, coder.encode(right, word.size()) ^ word.check(copy));
    coded.open();
    Verdict verdict = coder.check(coded);
    boolean isRefetched = refetch(coder, verdict, word.first(), word.size());
    boolean leftRight = true;
    for (int i = 0; i < word.size(); i++) {
      int bits = Station.left(coder, verdict, coded.left(i), zero(i));
      bits = isRefetched ? refetched[i] : bits;
      leftRight &= bits == right[i];
      word.read(copy, i, bits);
    }
    observer.checked(coder, word.first(), verdict.outcome(readRight, leftRight));
  }

  /** Gets values from elsewhere if a guard wants so; what comes is in {@link #refetched}. */
  private boolean refetch(Guard guard, Verdict verdict, long first, int size) {
    if (again == null || verdict != Verdict.DETECTED || !guard.reaction().replaces()) {
      return false;
    }
    observer.refetched(first, size, again.attempt());
    again.read(first, size, refetched);
    return true;
  }

  private int zero(int index) {
    return zero.applyAsInt(word.first() + index) & width;
  }

  /** Lets the guard that copies compare what the copies hold, in words of its own size. */
  private void compare(int[] right) {
    word.open();
    if (copier == null) {
      return;
    }
    int step = copier.redundancy().valuesPerWord();
    for (int at = 0; at < word.size(); at += step) {
      compare(right, at, Math.min(step, word.size() - at));
    }
  }

  private void compare(int[] right, int at, int size) {
    copied.begin(word.first() + at, size, word.copies());
    boolean readRight = true;
    for (int i = 0; i < size; i++) {
      for (int copy = 0; copy < word.copies(); copy++) {
        copied.read(copy, i, word.read(copy, at + i));
      }
      copied.copied(i, word.copied(at + i));
      readRight &= ((copied.read(0, i) ^ right[at + i]) & copied.copied(i)) == 0;
    }
    copied.open();
    Verdict verdict = copier.check(copied);
    boolean isRefetched = refetch(copier, verdict, copied.first(), size);
    boolean leftRight = true;
    for (int i = 0; i < size; i++) {
      int bits = Station.left(copier, verdict, copied.left(i), zero(at + i)) & width;
      bits = isRefetched ? refetched[i] : bits;
      leftRight &= ((bits ^ right[at + i]) & copied.copied(i)) == 0;
      word.leave(at + i, bits);
    }
    observer.checked(copier, copied.first(), verdict.outcome(readRight, leftRight));
  }
}
