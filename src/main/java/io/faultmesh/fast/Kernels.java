package io.faultmesh.fast;

import java.util.Random;

/** Makes, for each layer, the fastest kernel that proves itself exact on this processor. */
final class Kernels {
  /** One row, and full tiles with one row more. */
  private static final int[] ROWS = {1, 97};

  private Kernels() {}

  /** Native kernels where they are there and exact, else plain Java. */
  static IntegerKernel.Factory pick() {
    return pick(OnnxRuntimeKernel::new);
  }

  static IntegerKernel.Factory pick(IntegerKernel.Factory candidate) {
    return (weights, filters, windowSize) -> {
      try {
        IntegerKernel kernel = candidate.create(weights, filters, windowSize);
        if (isExact(kernel, weights, filters, windowSize)) {
          return kernel;
        }
        kernel.close();
      } catch (UnsatisfiedLinkError | NoClassDefFoundError | IllegalStateException e) {
        // There is no native library for this processor.
      }
      return new JavaKernel(weights, filters, windowSize);
    };
  }

  /**
   * Checks a kernel on its own weights, on random values and on those that make the largest sums,
   * on which 16-bit intermediate sums would saturate.
   *
   * <p>By Freivalds' method: {@code sums * r = rows * (weights * r)} for random odd {@code r}, in
   * wrapping 32-bit arithmetic, which a single wrong sum can never satisfy. It costs far less than
   * the product.
   */
  private static boolean isExact(
      IntegerKernel kernel, byte[] weights, int filters, int windowSize) {
    Random random = new Random(1);
    int[] r = new int[filters];
    int[] weightsTimesR = new int[windowSize];
    for (int n = 0; n < filters; n++) {
      r[n] = random.nextInt() | 1;
      for (int k = 0; k < windowSize; k++) {
        weightsTimesR[k] += weights[n * windowSize + k] * r[n];
      }
    }
    try (Workspace workspace = new Workspace()) {
      for (int rows : ROWS) {
        for (Values values : Values.values()) {
          byte[] stored = values.rows(random, rows, weights, windowSize);
          int[] errors = new int[rows];
          for (int i = 0; i < stored.length; i++) {
            errors[i / windowSize] += Layout.signed(stored[i]) * weightsTimesR[i % windowSize];
          }
          int[] next = {0};
          kernel.multiply(
              stored,
              0,
              rows,
              (sums, count) -> {
                for (int i = 0; i < count; i++, next[0]++) {
                  errors[next[0] / filters] -= sums.get(i) * r[next[0] % filters];
                }
              },
              workspace);
          for (int error : errors) {
            if (error != 0) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /** What the rows of a check hold. */
  private enum Values {
    RANDOM,
    /** The largest sum of one filter: each value has the sign of its weight. */
    LARGEST,
    /** Its negative. */
    SMALLEST;

    byte[] rows(Random random, int rows, byte[] weights, int windowSize) {
      byte[] stored = new byte[rows * windowSize];
      random.nextBytes(stored);
      if (this == RANDOM) {
        return stored;
      }
      for (int i = 0; i < stored.length; i++) {
        // Row i is made for filter i.
        boolean positive = weights[i % weights.length] > 0 == (this == LARGEST);
        stored[i] = Layout.stored(positive ? Byte.MAX_VALUE : Byte.MIN_VALUE);
      }
      return stored;
    }
  }
}
