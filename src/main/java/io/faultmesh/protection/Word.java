package io.faultmesh.protection;

/**
 * A word before its check: the stored bits of its values, of each copy, and its check bits, all as
 * they are read. The check leaves in it the values that go on. One word is used over and over.
 */
public final class Word {
  private final int[][] read;
  private final int[] copied;
  private final int[] left;
  private final long[] check;
  private long first;
  private int size;
  private int copies;

  /** Room for a word. */
  public Word(int valuesPerWord, int copies) {
    read = new int[copies][valuesPerWord];
    copied = new int[valuesPerWord];
    left = new int[valuesPerWord];
    check = new long[copies];
  }

  public void begin(long firstValue, int values, int existingCopies) {
    first = firstValue;
    size = values;
    copies = existingCopies;
  }

  public void read(int copy, int index, int bits) {
    read[copy][index] = bits;
  }

  public void copied(int index, int mask) {
    copied[index] = mask;
  }

  public void check(int copy, long bits) {
    check[copy] = bits;
  }

  /** Takes the first copy for what goes on, until a check knows better. */
  public void open() {
    System.arraycopy(read[0], 0, left, 0, size);
  }

  /** Number within site and layer of the first value. */
  public long first() {
    return first;
  }

  /** Values of this word; the last word of a tensor may be shorter. */
  public int size() {
    return size;
  }

  /** How many copies are read. */
  public int copies() {
    return copies;
  }

  /** A value's bits as a copy holds them. */
  public int read(int copy, int index) {
    return read[copy][index];
  }

  /** A value's bits that exist in all copies. */
  public int copied(int index) {
    return copied[index];
  }

  /** The word's check bits as they are read. */
  public long check() {
    return check(0);
  }

  public long check(int copy) {
    return check[copy];
  }

  /** A value's bits as they go on. */
  public int left(int index) {
    return left[index];
  }

  /** Lets other bits go on. */
  public void leave(int index, int bits) {
    left[index] = bits;
  }
}
