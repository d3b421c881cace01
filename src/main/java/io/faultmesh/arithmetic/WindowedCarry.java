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
    // A carry that comes in and goes on. A bit is wrong if so many bits below it all pass one on.
    int run = propagating & (propagating ^ sum);
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
}
