package io.faultmesh.fast.kernel;

import java.util.Random;

/** Makes, for each matrix, the fastest products that prove themselves exact on this processor. */
final class ProductProof {
  /** One row, and full tiles with one row more. */
  private static final int[] ROWS = {1, 97};

  private ProductProof() {}

  /** Native products where they are there and exact, else plain Java. */
  static Products.Factory pick() {
    return pick(NativeProducts::new, NativeProducts::ofUnsignedWeights);
  }

  static Products.Factory pick(Products.Factory... candidates) {
    return (weights, filters, windowSize, lowest) -> {
      for (Products.Factory candidate : candidates) {
        try {
          Products products = candidate.create(weights, filters, windowSize, lowest);
          if (isExact(products, weights, filters, windowSize, lowest)) {
            return products;
          }
          products.close();
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | IllegalStateException e) {
          // There is no native library for this processor.
        }
      }
      return new PlainProducts(weights, filters, windowSize, lowest);
    };
  }

  /**
   * Checks products on their own weights, on random values and on those that make the largest sums,
   * on which 16-bit intermediate sums would saturate.
   *
   * <p>By Freivalds' method: {@code sums * r = rows * (weights * r)} for random odd {@code r}, in
   * wrapping 32-bit arithmetic, which a single wrong sum can never satisfy. It costs far less than
   * the product.
   */
  private static boolean isExact(
      Products products, byte[] weights, int filters, int windowSize, int lowest) {
    Random random = new Random(1);
    int[] r = new int[filters];
    int[] weightsTimesR = new int[windowSize];
    for (int n = 0; n < filters; n++) {
      r[n] = random.nextInt() | 1;
      for (int k = 0; k < windowSize; k++) {
        weightsTimesR[k] += weights[n * windowSize + k] * r[n];
      }
    }
    for (int rows : ROWS) {
      for (Values values : Values.values()) {
        byte[] stored = values.rows(random, rows, weights, windowSize);
        int[] errors = new int[rows];
        for (int i = 0; i < stored.length; i++) {
          errors[i / windowSize] += ((stored[i] & 0xff) + lowest) * weightsTimesR[i % windowSize];
        }
        int[] next = {0};
        products.multiply(
            stored,
            0,
            rows,
            (sums, count) -> {
              for (int i = 0; i < count; i++, next[0]++) {
                errors[next[0] / filters] -= sums.get(i) * r[next[0] % filters];
              }
            });
        for (int error : errors) {
          if (error != 0) {
            return false;
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
        stored[i] = (byte) (positive ? 0xff : 0);
      }
      return stored;
    }
  }
}
