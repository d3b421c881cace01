package io.faultmesh.fault;

import java.util.random.RandomGenerator;

/**
 * Flips that are drawn on demand: the gap between two is geometric, so the cost grows with the
 * flips and not with the bits.
 */
final class DrawnFlips implements Flips {
  /** Far more than two logarithms, each right to the last digit but one, can differ. */
  private static final double DOUBT = 0x1p-48;

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
      double gap = gap(1 - random.nextDouble());
      if (gap < addresses - 1 - current) {
        current += (long) gap + 1;
        return current;
      }
    }
    current = addresses;
    return END;
  }

  /**
   * {@code floor(log(kept) / logOfKept)} by StrictMath's logarithm, which gives the same faults on
   * every machine; the processor's own is asked first, and decides unless a whole number is near.
   */
  private double gap(double kept) {
    double quick = Math.log(kept) / logOfKept;
    double whole = Math.floor(quick);
    double doubt = quick * DOUBT;
    boolean certain = quick - whole > doubt && whole + 1 - quick > doubt;
    return certain ? whole : Math.floor(StrictMath.log(kept) / logOfKept);
  }

  /** A further fair bit that belongs to the flip last returned. */
  boolean nextBit() {
    return random.nextBoolean();
  }
}
