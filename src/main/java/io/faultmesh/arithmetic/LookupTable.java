package io.faultmesh.arithmetic;

import java.util.List;
import java.util.SortedMap;

/**
 * A function of one tensor's values as a table of 256 bytes: the result is {@code quantise((float)
 * f(steps * scale))}, where the product is float32 and f double precision. NaN gives the zero
 * point.
 *
 * @param results by the 8 bits of the value, as unsigned number
 */
public record LookupTable(byte[] results) {
  public static final int ENTRIES = 256;

  /** The table of a function between two formats. */
  public static LookupTable of(UnaryFunction function, Quantisation input, Quantisation result) {
    byte[] results = new byte[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
      float real = input.steps((byte) i) * input.scale();
      results[i] = (byte) result.quantise((float) function.apply(real));
    }
    return new LookupTable(results);
  }

  /** An entry of several tables, one behind the other. */
  public static byte entry(List<LookupTable> tables, int number) {
    return tables.get(number / ENTRIES).results[number % ENTRIES];
  }

  /**
   * The table with other bits in some entries.
   *
   * @param flips bits that differ, by the number of the entry
   * @param first number of this table's first entry among these
   */
  public LookupTable flipped(SortedMap<Integer, Integer> flips, int first) {
    SortedMap<Integer, Integer> own = flips.subMap(first, first + ENTRIES);
    if (own.isEmpty()) {
      return this;
    }
    byte[] struck = results.clone();
    own.forEach((entry, mask) -> struck[entry - first] ^= mask.byteValue());
    return new LookupTable(struck);
  }

  /** The 8 bits that stand for the function's value. */
  public byte apply(byte bits) {
    return results[bits & 0xff];
  }
}
