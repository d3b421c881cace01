package io.faultmesh.measure;

/**
 * Joins CRC-32 checksums of consecutive bytes, so that each range of images is checked on its own.
 *
 * <p>A CRC is linear: zero bytes behind the first part multiply its checksum, as a polynomial over
 * one bit, by {@code x^(8 * bytes)}, and the second part's is then added (zlib's {@code
 * crc32_combine} does the same).
 */
final class Crc {
  /** CRC-32's polynomial, lowest power in the highest bit, as in {@link java.util.zip.CRC32}. */
  private static final int POLYNOMIAL = 0xEDB88320;

  private static final int ONE = 1 << 31;
  private static final int X_TO_8 = 1 << 23;

  private Crc() {}

  /**
   * The checksum of two parts behind each other.
   *
   * @param bytes length of the second part
   */
  static long join(long first, long second, long bytes) {
    int power = X_TO_8;
    int factor = ONE;
    for (long rest = bytes; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        factor = product(factor, power);
      }
      power = product(power, power);
    }
    return (product(factor, (int) first) ^ second) & 0xFFFFFFFFL;
  }

  private static int product(int one, int other) {
    int sum = 0;
    int shifted = other;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((one & bit) != 0) {
        sum ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
    }
    return sum;
  }
}
