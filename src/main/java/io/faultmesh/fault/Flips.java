package io.faultmesh.fault;

import java.util.random.RandomGenerator;

/**
 * The flipped addresses of one site of one layer, ascending, drawn on demand: the gap between two
 * flips is geometric, so the cost grows with the flips and not with the bits.
 */
public final class Flips {
  /** What {@link #next} gives after the last flip. */
  public static final long END = Long.MAX_VALUE;

  /** No flips at all. */
  public static final Flips NONE = new Flips(null, 0, 0);

  private final RandomGenerator random;
  private final double logOfKept;
  private final long addresses;
  private long current = -1;

  Flips(RandomGenerator random, double ber, long addresses) {
    this.random = random;
    this.logOfKept = StrictMath.log1p(-ber);
    this.addresses = addresses;
  }

  /** The next flipped address, or {@link #END}. */
  public long next() {
    if (current < addresses - 1) {
      // StrictMath: the same faults on every machine.
      double gap = Math.floor(StrictMath.log(1 - random.nextDouble()) / logOfKept);
      if (gap < addresses - 1 - current) {
        current += (long) gap + 1;
        return current;
      }
    }
    current = addresses;
    return END;
  }

  /** A further fair bit that belongs to the flip last returned. */
  boolean nextBit() {
    return random.nextBoolean();
  }
}
