package io.faultmesh.protection.struck;

import io.faultmesh.fault.Flips;
import io.faultmesh.protection.TileCheck;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What strikes the own cells of a {@link TileCheck} while one image passes a layer, by word.
 *
 * @param weights checksum weights, on their way from DRAM and in the buffer: {@code filter tile * K
 *     + tap}
 * @param operands in the array: {@code (tile * 2 + kind) * K + tap}; kind 0 is the checksum weight,
 *     1 the sum of inputs
 * @param products {@code check sum * K + tap}
 * @param partialSums the same
 * @param sums check sums
 */
public record TileCheckFlips(
    SortedMap<Long, Integer> weights,
    SortedMap<Long, Integer> operands,
    SortedMap<Long, Integer> products,
    SortedMap<Long, Integer> partialSums,
    SortedMap<Long, Integer> sums) {

  public static final TileCheckFlips NONE =
      new TileCheckFlips(none(), none(), none(), none(), none());

  private static SortedMap<Long, Integer> none() {
    return Collections.unmodifiableSortedMap(new TreeMap<>());
  }

  /** The flips of one word. */
  public static int at(SortedMap<Long, Integer> flips, long word) {
    return flips.isEmpty() ? 0 : flips.getOrDefault(word, 0);
  }

  /** Takes in drawn flips: {@code word * bits + bit}. */
  static void take(Flips drawn, int bits, SortedMap<Long, Integer> into) {
    for (long next = drawn.next(); next != Flips.END; next = drawn.next()) {
      into.merge(next / bits, 1 << (next % bits), (a, b) -> a ^ b);
    }
  }
}
