package io.faultmesh.protection.struck;

/** Where the words that a check has detected are read again. */
public interface Rereading {

  /** Which draw of flips strikes what is read, from 1. */
  int attempt();

  /**
   * Reads consecutive values. Who reads several times goes by ascending numbers.
   *
   * @param first number of the first one at the station that detected it
   * @param into takes their stored bits
   */
  void read(long first, int size, int[] into);
}
