package io.faultmesh.fast;

import java.util.Arrays;
import java.util.Random;

/** Picks the fastest kernel that proves itself exact on this processor. */
final class Kernels {
  /** Odd sizes, so that the check reaches the remainders of blocked and vectorised loops. */
  private static final int[][] SIZES = {
    {1, 1, 1}, {7, 37, 5}, {65, 576, 67}, {33, 4611, 17}, {32, 120, 84}, {48, 30, 24}
  };

  private Kernels() {}

  /** The native kernel where it is there and exact, else plain Java. */
  static IntegerKernel.Factory pick() {
    return pick(OnnxRuntimeKernel::new);
  }

  static IntegerKernel.Factory pick(IntegerKernel.Factory candidate) {
    try {
      return isExact(candidate) ? candidate : JavaKernel::new;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | IllegalStateException e) {
      return JavaKernel::new;
    }
  }

  /**
   * Compares a kernel with the plain one, on random values and on those that make the largest pair
   * sums, on which 16-bit intermediate sums would saturate.
   */
  static boolean isExact(IntegerKernel.Factory candidate) {
    Random random = new Random(1);
    for (int[] size : SIZES) {
      int rows = size[0];
      int windowSize = size[1];
      int filters = size[2];
      for (int pattern = 0; pattern < 4; pattern++) {
        byte[] values = stored(values(random, rows * windowSize, pattern));
        byte[] weights = values(random, filters * windowSize, pattern);
        int[] expected = product(JavaKernel::new, values, weights, rows, filters, windowSize);
        int[] actual = product(candidate, values, weights, rows, filters, windowSize);
        if (!Arrays.equals(expected, actual)) {
          return false;
        }
      }
    }
    return true;
  }

  private static byte[] values(Random random, int count, int pattern) {
    byte[] values = new byte[count];
    random.nextBytes(values);
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (pattern) {
            case 0 -> values[i];
            case 1 -> Byte.MIN_VALUE;
            case 2 -> Byte.MAX_VALUE;
            default -> values[i] < 0 ? Byte.MIN_VALUE : Byte.MAX_VALUE;
          };
    }
    return values;
  }

  private static byte[] stored(byte[] values) {
    byte[] stored = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      stored[i] = Layout.stored(values[i]);
    }
    return stored;
  }

  private static int[] product(
      IntegerKernel.Factory factory,
      byte[] values,
      byte[] weights,
      int rows,
      int filters,
      int windowSize) {
    int[] sums = new int[rows * filters];
    try (IntegerKernel kernel = factory.create(weights, filters, windowSize);
        Workspace workspace = new Workspace()) {
      kernel.multiply(values, 0, rows, sums, 0, workspace);
    }
    return sums;
  }
}
