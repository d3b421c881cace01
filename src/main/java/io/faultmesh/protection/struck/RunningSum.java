package io.faultmesh.protection.struck;

import io.faultmesh.arithmetic.Multiplier;
import io.faultmesh.arithmetic.WindowedCarry;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.ShadowLatch;

/**
 * Adds products to a running sum where carries come late, and recovers what a shadow latch detects.
 * Its state is whether the last addition was detected; one thread has it at a time.
 */
public final class RunningSum {
  private final int limit;
  private final int layer;
  private final ShadowLatch latch;
  private final int mask;
  private final CheckSink sink;
  private final Multiplier multiplier;

  /**
   * Bits that every late carry passes; without bits, every addition is looked at closely. The top
   * bit passes no carry on, so a sum that never comes late has it.
   */
  private final int always;

  private boolean late;
  private Outcome outcome;

  /**
   * An adder.
   *
   * @param limit bits that a carry runs in time
   * @param latch null where nothing is detected
   * @param multiplier of the elements
   * @param sink takes what the latch made of each wrong addition
   */
  public RunningSum(
      int limit, int layer, ShadowLatch latch, Multiplier multiplier, CheckSink sink) {
    this.multiplier = multiplier;
    this.limit = limit;
    this.layer = layer;
    this.latch = latch;
    this.mask = latch == null ? 0 : latch.mask();
    this.sink = sink;
    boolean closesLater = latch == null || latch.limit() >= limit;
    this.always = closesLater ? WindowedCarry.always(limit) : 0;
  }

  /** The elements' product of an input value and a weight. */
  public int product(int input, int weight) {
    return multiplier.product(input, weight);
  }

  /** How far a flip in a cycle of a product's stream moves the product. */
  public int step(int input, int weight, int cycle) {
    return multiplier.step(input, weight, cycle);
  }

  /** Goes on behind an addition. */
  public void follow(boolean wasLate) {
    late = wasLate;
  }

  /** Whether the last addition was detected. */
  public boolean isLate() {
    return late;
  }

  /** What the latch found at the last addition; null where nothing was to find. */
  public Outcome found() {
    return outcome;
  }

  public Cells latch() {
    return latch.cells();
  }

  /**
   * Adds a product, unless the addition before has taken its time.
   *
   * @param mac number of the product in its layer
   */
  public int add(int sum, int product, long mac) {
    outcome = null;
    int exact = sum + product;
    if (!late && (WindowedCarry.passed(sum, product) & always) != always) {
      return exact;
    }
    return addClosely(sum, product, mac);
  }

  /**
   * The sum of products that nothing else strikes.
   *
   * @param inputs by tap
   * @param first place of the first tap's weight
   * @param mac number of the first product in its layer
   * @param rows see {@link #begins}
   */
  public int sum(int[] inputs, byte[] weights, int first, long mac, int taps, int rows) {
    outcome = null;
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      if (begins(tap, rows)) {
        late = false;
      }
      int product = (short) multiplier.product(inputs[tap], weights[first + tap]);
      if (!late && (WindowedCarry.passed(sum, product) & always) != always) {
        sum += product;
      } else {
        sum = addClosely(sum, product, mac + tap);
      }
    }
    return sum;
  }

  /**
   * Whether a new run of additions begins: behind the last row nothing follows an addition.
   *
   * @param rows of an array where sums pass from row to row; 0 where an element keeps its sum
   */
  public static boolean begins(int tap, int rows) {
    return rows == 0 ? tap == 0 : tap % rows == 0;
  }

  private int addClosely(int sum, int product, long mac) {
    if (late && latch.drops()) {
      late = false;
      return sum;
    }
    int early = WindowedCarry.add(sum, product, limit);
    int exact = sum + product;
    if (latch == null || (early == exact && latch.limit() >= limit)) {
      late = false;
      return early;
    }
    int shadow = WindowedCarry.add(sum, product, latch.limit());
    late = ((early ^ shadow) & mask) != 0;
    int left = late ? (shadow & mask) | (early & ~mask) : early;
    if (late || left != exact) {
      outcome = outcome(left == exact);
      sink.checked(latch.cells(), layer, mac, outcome);
    }
    return left;
  }

  private Outcome outcome(boolean isRight) {
    if (!late) {
      return Outcome.MISSED;
    } else if (latch.drops()) {
      return Outcome.DETECTED;
    }
    return isRight ? Outcome.CORRECTED : Outcome.MISCORRECTED;
  }
}
