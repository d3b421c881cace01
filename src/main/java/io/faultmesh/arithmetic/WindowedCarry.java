package io.faultmesh.arithmetic;

/**
 * A 32-bit adder whose carries come too late: bit j of the sum is computed from bits max(0, j -
 * limit) to j of the operands, without a carry from below (the "almost correct adder").
 */
public final class WindowedCarry {
  /** From this limit on the sum is exact. */
  public static final int EXACT = Integer.SIZE - 1;

  private WindowedCarry() {}

  /**
   * The sum that such an adder gives.
   *
   * @param limit bits that a carry runs in time, from 0
   */
  public static int add(int a, int b, int limit) {
    int sum = a + b;
    if (limit >= EXACT) {
      return sum;
    }
    int propagating = a ^ b;
    if (limit == 0) {
      return propagating;
    }
    // A bit is wrong if so many bits below it all pass a carry on.
    int run = passed(a, b);
    int length = 1;
    while (2 * length <= limit && run != 0) {
      run &= run << length;
      length *= 2;
    }
    if (length < limit) {
      run &= run << (limit - length);
    }
    return sum ^ (run << 1);
  }

  /** The bits, below the top one, at which a carry comes in and goes on. */
  public static int passed(int a, int b) {
    int propagating = a ^ b;
    return propagating & (propagating ^ (a + b)) & Integer.MAX_VALUE;
  }

  /**
   * Bits that are among the {@link #passed} ones of every wrong sum: {@code limit} bits in a row
   * below the top one have these in common. 0 if there are none; the top bit where no sum is wrong.
   */
  public static int always(int limit) {
    if (limit >= EXACT) {
      return Integer.MIN_VALUE;
    }
    int low = EXACT - limit;
    return low < limit ? (1 << limit) - (1 << low) : 0;
  }
}
