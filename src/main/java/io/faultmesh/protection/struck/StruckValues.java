package io.faultmesh.protection.struck;

/**
 * The values of a station that flips change, one after the other, as the guards leave them. Words
 * that nothing strikes are right and are not looked at.
 */
public final class StruckValues {
  private final StruckWords words;
  private int place;

  /** A cursor before the first value. */
  StruckValues(StruckWords words) {
    this.words = words;
  }

  /** Moves to the next value whose bits differ from the right ones; false at the end. */
  public boolean advance() {
    while (true) {
      while (++place < words.size()) {
        if (words.left(place) != 0) {
          return true;
        }
      }
      if (!words.next()) {
        return false;
      }
      place = -1;
    }
  }

  /** Number of the value. */
  public long value() {
    return words.first() + place;
  }

  /** The bits of the value that differ from those that were written. */
  public int left() {
    return words.left(place);
  }

  /** The stored bits of the value that go on. */
  public int bits() {
    return words.bits(place);
  }
}
