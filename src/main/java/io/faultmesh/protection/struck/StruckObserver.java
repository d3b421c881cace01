package io.faultmesh.protection.struck;

/** Sees what was drawn and what was decided. */
interface StruckObserver extends WordCheck.Observer {

  /** A value's flips in one copy, of bits that exist. */
  void flips(long value, int copy, int mask);

  /** A word's flips among its check bits. */
  void checkFlips(long word, int copy, long mask);

  /**
   * A struck value at the end.
   *
   * @param left bits that differ from the right value
   * @param checked whether any guard sees one of its struck bits
   */
  void left(long value, int left, boolean checked);
}
