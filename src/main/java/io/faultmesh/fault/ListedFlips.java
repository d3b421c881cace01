package io.faultmesh.fault;

import java.util.Arrays;

/**
 * Ascending addresses that somebody recorded or wrote down. Gaps are kept as bytes of seven bits,
 * low ones first: about two per flip at the rates of interest.
 */
final class ListedFlips {
  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private byte[] bytes = new byte[8];
  private int length;
  private long last = -1;

  /** Adds an address, which must be above all before it. */
  void add(long address) {
    if (address <= last) {
      throw new IllegalArgumentException(
          "addresses must ascend, but " + address + " follows " + last);
    }
    for (long rest = address - last; rest != 0; rest >>>= BITS) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = (byte) (rest % MORE | (rest >= MORE ? MORE : 0));
    }
    last = address;
  }

  /** Bytes that are held. */
  int capacity() {
    return bytes.length;
  }

  /** The greatest address. */
  long last() {
    return last;
  }

  /** A cursor over all of them. */
  Flips flips() {
    return new Flips() {
      private int place;
      private long address = -1;

      @Override
      public long next() {
        if (place == length) {
          return END;
        }
        long gap = 0;
        int shift = 0;
        int part;
        do {
          part = bytes[place++];
          gap |= (long) (part & (MORE - 1)) << shift;
          shift += BITS;
        } while ((part & MORE) != 0);
        address += gap;
        return address;
      }
    };
  }
}
