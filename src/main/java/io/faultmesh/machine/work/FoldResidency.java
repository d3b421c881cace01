package io.faultmesh.machine.work;

import io.faultmesh.machine.result.Residency;
import io.faultmesh.scenario.FaultSite;

/**
 * How long a fold's values stand in the registers of the elements that it uses. An operand or a
 * product is of use for the cycle of its product; a stationary operand from its first product to
 * its last. A sum that stays lives until it leaves the array, one that passes for a cycle in each
 * element.
 */
public final class FoldResidency {
  private FoldResidency() {}

  /**
   * Tells a fold's registers.
   *
   * @param rows of the array, through which sums leave where they share a way out
   * @param cycles from an element's first product to its last
   */
  public static void tell(FoldJob job, int rows, long cycles, Residency residency) {
    int layer = job.layer().layer().index();
    long elements = (long) job.usedRows() * job.usedColumns();
    long products = elements * job.streamLength();
    residency.add(FaultSite.OPERAND, layer, 2 * Byte.SIZE, products);
    int bits = job.layer().mapping().streamLength();
    if (bits > 0) {
      residency.add(FaultSite.PRODUCT_STREAM, layer, 1, products * bits);
    } else {
      residency.add(FaultSite.PRODUCT, layer, Short.SIZE, products);
    }
    residency.add(FaultSite.ACCUMULATOR, layer, Integer.SIZE, sumCycles(job, rows, cycles));
  }

  private static long sumCycles(FoldJob job, int rows, long cycles) {
    if (!job.isOutputStationary()) {
      return (long) job.usedRows() * job.usedColumns() * job.streamLength();
    }
    long sum = 0;
    for (int row = 0; row < job.usedRows(); row++) {
      // Rows begin one after the other, wait for the last one, and shift down all rows below.
      sum += cycles + (job.layer().array().drain() ? 2L * (rows - row) - 1 : 0);
    }
    return sum * job.usedColumns();
  }
}
