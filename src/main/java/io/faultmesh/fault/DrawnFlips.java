package io.faultmesh.fault;

import java.util.random.RandomGenerator;

/**
 * Flips that are drawn on demand: the gap between two is geometric, so the cost grows with the
 * flips and not with the bits.
 */
final class DrawnFlips implements Flips {
  private final RandomGenerator random;
  private final double logOfKept;
  private final long addresses;
  private long current = -1;

  DrawnFlips(RandomGenerator random, double ber, long addresses) {
    this.random = random;
    this.logOfKept = StrictMath.log1p(-ber);
    this.addresses = addresses;
  }

  @Override
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
