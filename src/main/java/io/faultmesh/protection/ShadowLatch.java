package io.faultmesh.protection;

import io.faultmesh.fault.Cells;

/**
 * A latch behind each accumulator, which is clocked later.
 *
 * @param cells its mechanism and site
 * @param limit bits that a carry runs until the latch closes
 * @param bits top bits of the accumulator that have a latch
 * @param drops whether the time to recover is taken from the next product, which is lost; else the
 *     array waits for a cycle
 */
public record ShadowLatch(Cells cells, int limit, int bits, boolean drops) {

  /** The latched bits. */
  public int mask() {
    return bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
  }
}
