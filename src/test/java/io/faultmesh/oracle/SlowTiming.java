package io.faultmesh.oracle;

import io.faultmesh.fault.Outcome;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.scenario.FaultSite;

/** Additions whose carries come late, bit by bit, and what a shadow latch makes of them. */
public final class SlowTiming {
  private final SlowDesign design;
  private final SlowFlips drawn;
  private final int layer;
  private final int limit;
  private final int runs;
  private boolean lost;

  SlowTiming(SlowDesign design, Convolution node, int layer, SlowFlips drawn) {
    this.design = design;
    this.drawn = drawn;
    this.layer = layer;
    boolean struck = design.plan().strikesLayer(layer);
    this.limit = struck ? design.plan().carryLimit(design.array()) : Integer.SIZE;
    boolean stays = design.array().dataflow().name().equals("OUTPUT_STATIONARY");
    this.runs = stays ? node.windowSize() : design.array().rows();
  }

  /** Every result bit from a window of operand bits, with a carry of its own. */
  public static int add(int a, int b, int limit) {
    int sum = 0;
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      int carry = 0;
      for (int i = Math.max(0, bit - limit); i < bit; i++) {
        carry = (((a >>> i) & 1) + ((b >>> i) & 1) + carry) / 2;
      }
      sum |= ((((a >>> bit) & 1) + ((b >>> bit) & 1) + carry) % 2) << bit;
    }
    return sum;
  }

  int next(int sum, int product, int tap) {
    if (limit >= Integer.SIZE) {
      return sum + product;
    }
    if (tap % runs == 0) {
      lost = false;
    }
    if (lost) {
      lost = false;
      return sum;
    }
    int early = add(sum, product, limit);
    Razor razor = design.razor();
    if (razor == null) {
      return early;
    }
    int late = add(sum, product, razor.shadow());
    boolean detected = false;
    int left = early;
    for (int bit = Integer.SIZE - razor.bits(); bit < Integer.SIZE; bit++) {
      detected |= ((early >>> bit) & 1) != ((late >>> bit) & 1);
    }
    for (int bit = Integer.SIZE - razor.bits(); detected && bit < Integer.SIZE; bit++) {
      left = (left & ~(1 << bit)) | (late & (1 << bit));
    }
    boolean right = left == sum + product;
    if (!detected) {
      count(right ? Outcome.CLEAN : Outcome.MISSED);
    } else if (razor.recovery() == Razor.Recovery.DROP) {
      count(Outcome.DETECTED);
      lost = true;
    } else {
      count(right ? Outcome.CORRECTED : Outcome.MISCORRECTED);
    }
    return left;
  }

  private void count(Outcome outcome) {
    drawn.count(FaultSite.PARTIAL_SUM, "razor", layer, outcome);
  }
}
