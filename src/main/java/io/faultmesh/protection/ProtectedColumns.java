package io.faultmesh.protection;

import io.faultmesh.network.IntegerLayer;
import java.util.List;

/**
 * Which register bits of every processing element a design builds three times: product and
 * accumulator columns from {@code p} up, where {@code p} is the least {@code t + 8 - n} of all
 * layers and channels.
 *
 * @param lowest p, or 32 where nothing is voted
 * @param votedBits n
 */
public record ProtectedColumns(int lowest, int votedBits) {
  private static final int PRODUCT_START = 16;
  private static final int ACCUMULATOR_START = 32;
  private static final int COLUMNS = 32;

  /** Nothing exists more than once. */
  public static final ProtectedColumns NONE = new ProtectedColumns(COLUMNS, 0);

  /** For the top bits of results. */
  public static ProtectedColumns of(int bits, List<IntegerLayer> layers) {
    int lowest = COLUMNS;
    if (bits > 0) {
      for (IntegerLayer layer : layers) {
        for (int t : layer.truncations()) {
          lowest = Math.min(lowest, t + 8 - bits);
        }
      }
    }
    return new ProtectedColumns(lowest, bits);
  }

  /** What either builds. */
  ProtectedColumns with(ProtectedColumns other) {
    return other.lowest < lowest || other.votedBits > votedBits ? other : this;
  }

  /** Whether one of the 64 register bits exists three times. */
  public boolean isTripled(int bit) {
    if (bit >= ACCUMULATOR_START) {
      return bit - ACCUMULATOR_START >= lowest;
    }
    return bit >= PRODUCT_START && bit - PRODUCT_START >= lowest;
  }
}
