package io.faultmesh.protection.struck;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.scenario.FaultSite;

/** Exposed bits by bit position, and the flips to be expected of them in units of the rate. */
final class CellCounts {
  private static final int WORD = Long.SIZE;

  private final FaultPlan plan;
  private final FaultSite site;
  private final double rate;
  private final boolean lasting;
  private final long[] bits;
  private final double[] flips;

  /**
   * Counts of nothing yet.
   *
   * @param width bits of a value or of a word's check bits
   */
  CellCounts(FaultPlan plan, FaultSite site, int width) {
    this(plan, site, width, plan.rate(site), plan.isPerTrial(site));
  }

  /**
   * Counts of cells that are drawn in a way of their own.
   *
   * @param lasting whether they are drawn once per trial
   */
  CellCounts(FaultPlan plan, FaultSite site, int width, double rate, boolean lasting) {
    this.plan = plan;
    this.site = site;
    this.rate = rate;
    this.lasting = lasting;
    this.bits = new long[width];
    this.flips = new double[width];
  }

  /**
   * Adds bits of consecutive values, of their enabled positions.
   *
   * @param first number of the first value in its tensor
   * @param mask the positions that exist
   * @param copies how often they do
   */
  void addValues(long first, long count, long mask, long copies) {
    add(first, count, mask & plan.bitMask(), copies);
  }

  /** Takes off a part of the expected flips of bits that were added. */
  void lessen(long first, long count, long mask, long copies, double part) {
    long enabled = mask & plan.bitMask();
    for (int bit = 0; bit < bits.length; bit++) {
      if ((enabled >>> bit & 1) != 0) {
        flips[bit] -= part * copies * (lasting ? count : flips(first, count, bit));
      }
    }
  }

  /** Adds cells of which each may be stuck, whatever its neighbours are. */
  void addStuck(long count, long mask) {
    for (int bit = 0; bit < bits.length; bit++) {
      if ((mask >>> bit & 1) != 0) {
        bits[bit] += count;
        flips[bit] += count;
      }
    }
  }

  /** Adds the check bits of consecutive words, all of which may flip. */
  void addWords(long count, long copies) {
    add(0, count, -1L, copies);
  }

  private void add(long first, long count, long mask, long copies) {
    for (int bit = 0; bit < bits.length; bit++) {
      if ((mask >>> bit & 1) != 0) {
        bits[bit] += count * copies;
        flips[bit] += flips(first, count, bit) * copies;
      }
    }
  }

  /** Places in physical words repeat after 64 values at the latest. */
  private double flips(long first, long count, int bit) {
    if (plan.strikesSingleBits()) {
      return count;
    }
    double sum = 0;
    for (long value = first; value < first + Math.min(WORD, count); value++) {
      int place = (int) ((value * bits.length + bit) % WORD);
      long alike = (first + count - 1 - value) / WORD + 1;
      sum += alike * plan.flipsPerEvent(site, place);
    }
    return sum;
  }

  /** The rate that {@link #flips} are in units of. */
  double rate() {
    return rate;
  }

  /** Whether the cells are drawn once per trial instead of once per image. */
  boolean isLasting() {
    return lasting;
  }

  int width() {
    return bits.length;
  }

  long bits(int bit) {
    return bits[bit];
  }

  /** Expected flips of a bit position in units of the rate. */
  double flips(int bit) {
    return flips[bit];
  }
}
