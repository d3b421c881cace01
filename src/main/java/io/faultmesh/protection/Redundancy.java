package io.faultmesh.protection;

import java.util.function.LongToIntFunction;

/**
 * The cells that a guard adds to the values that it guards. All who draw flips, count exposed bits,
 * or charge memory ask here for what exists.
 *
 * @param valuesPerWord consecutive values that are checked together
 * @param copies how often a copied bit exists, at most three times
 * @param copied the bits of a value, by its number, that exist so often
 * @param checkBits redundant bits of each word, at most 64
 */
public record Redundancy(int valuesPerWord, int copies, LongToIntFunction copied, int checkBits) {

  private static final int MOST_COPIES = 3;

  public Redundancy {
    if (valuesPerWord < 1
        || copies < 1
        || copies > MOST_COPIES
        || checkBits < 0
        || checkBits > Long.SIZE) {
      throw new IllegalArgumentException(
          "no word has "
              + valuesPerWord
              + " values, "
              + copies
              + " copies, "
              + checkBits
              + " check bits");
    }
  }

  /** Nothing is added: the check knows by itself what a value may be. */
  public static final Redundancy NONE = new Redundancy(1, 1, value -> 0, 0);

  /** Each value exists several times, as far as its mask says. */
  public static Redundancy copies(int copies, LongToIntFunction copied) {
    return new Redundancy(1, copies, copied, 0);
  }

  /** Words of several values have check bits. */
  public static Redundancy checkBits(int valuesPerWord, int checkBits) {
    return new Redundancy(valuesPerWord, 1, value -> 0, checkBits);
  }

  /** Whether nothing is added, so that the guard must look at every value. */
  public boolean isNone() {
    return copies == 1 && checkBits == 0;
  }
}
