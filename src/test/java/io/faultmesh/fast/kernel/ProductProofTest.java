package io.faultmesh.fast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductProofTest {
  /** Adds neighbouring products in 16 bits, as some processors' instructions do. */
  private static final class SaturatingKernel implements Products {
    private final int zeroPoint;
    private final byte[] weights;
    private final int filters;
    private final int windowSize;

    /**
     * A kernel.
     *
     * @param zeroPoint 128 multiplies unsigned rows, 0 signed ones
     */
    SaturatingKernel(int zeroPoint, byte[] weights, int filters, int windowSize) {
      this.zeroPoint = zeroPoint;
      this.weights = weights;
      this.filters = filters;
      this.windowSize = windowSize;
    }

    @Override
    public void multiply(byte[] rows, int rowsOffset, int count, Sink sink) {
      int[] sums = new int[count * filters];
      for (int r = 0; r < count; r++) {
        for (int n = 0; n < filters; n++) {
          int sum = 0;
          for (int k = 0; k < windowSize; k += 2) {
            int pair = 0;
            for (int i = k; i < Math.min(k + 2, windowSize); i++) {
              int weight = weights[n * windowSize + i];
              int value = (rows[rowsOffset + r * windowSize + i] & 0xff) - 128;
              pair += (value + zeroPoint) * weight;
              sum -= zeroPoint * weight;
            }
            sum += Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, pair));
          }
          sums[r * filters + n] = sum;
        }
      }
      sink.accept(IntBuffer.wrap(sums), sums.length);
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128})
  void aSaturatingKernelIsRefused(int zeroPoint) {
    Products.Factory saturating =
        (weights, filters, windowSize, lowest) ->
            new SaturatingKernel(zeroPoint, weights, filters, windowSize);
    byte[] weights = new byte[12];
    Arrays.fill(weights, Byte.MIN_VALUE);
    assertThat(ProductProof.pick(saturating).create(weights, 2, 6, -128))
        .isInstanceOf(PlainProducts.class);
  }

  @Test
  void aKernelThatGetsOneSumOfOneRowWrongIsRefused() {
    byte[] weights = extremes(new Random(1), 20 * 40);
    Products.Factory wrong =
        (matrix, filters, windowSize, lowest) ->
            new PlainProducts(matrix, filters, windowSize, lowest) {
              @Override
              public void multiply(byte[] rows, int offset, int count, Sink sink) {
                super.multiply(
                    rows,
                    offset,
                    count,
                    (sums, size) -> {
                      if (count > 31) {
                        sums.put(31 * filters + 17, sums.get(31 * filters + 17) + (1 << 31));
                      }
                      sink.accept(sums, size);
                    });
              }
            };
    assertThat(ProductProof.pick(wrong).create(weights, 20, 40, -128).getClass())
        .isEqualTo(PlainProducts.class);
  }

  @Test
  void anExactKernelIsKept() {
    Products.Factory exact =
        (weights, filters, size, lowest) -> new PlainProducts(weights, filters, size, lowest) {};
    assertThat(ProductProof.pick(exact).create(new byte[] {1, -2}, 1, 2, -128).getClass())
        .isNotEqualTo(PlainProducts.class);
  }

  @Test
  void aMissingLibraryLeavesThePlainKernel() {
    Products.Factory missing =
        (weights, filters, windowSize, lowest) -> {
          throw new UnsatisfiedLinkError("no library");
        };
    assertThat(ProductProof.pick(missing).create(new byte[1], 1, 1, 0))
        .isInstanceOf(PlainProducts.class);
  }

  @Test
  void theNativeKernelEqualsThePlainOneOnRandomShapes() {
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      int rows = 1 + random.nextInt(70);
      int windowSize = 1 + random.nextInt(seed % 10 == 0 ? 3000 : 200);
      int filters = 1 + random.nextInt(80);
      int lowest = random.nextBoolean() ? 0 : -128;
      int before = random.nextInt(50);
      int after = random.nextInt(20);
      byte[] weights = extremes(random, filters * windowSize);
      byte[] values = extremes(random, before + rows * windowSize);
      int[] expected = new int[after + rows * filters];
      int[] actual = expected.clone();
      try (Products plain = new PlainProducts(weights, filters, windowSize, lowest);
          Products fast = ProductProof.pick().create(weights, filters, windowSize, lowest)) {
        plain.multiply(values, before, rows, into(expected, after));
        fast.multiply(values, before, rows, into(actual, after));
      }
      assertThat(actual).as("seed " + seed).isEqualTo(expected);
    }
  }

  @Test
  void thePlainKernelMultipliesSignedValues() {
    byte[] rows = {0, (byte) 255, (byte) 128, (byte) 131};
    int[] sums = new int[4];
    try (Products kernel = new PlainProducts(new byte[] {-127, 2, 1, -1}, 2, 2, -128)) {
      kernel.multiply(rows, 0, 2, into(sums, 0));
    }
    assertThat(sums).containsExactly(-128 * -127 + 127 * 2, -128 - 127, 6, -3);
  }

  private static Products.Sink into(int[] sums, int first) {
    int[] next = {first};
    return (block, count) -> {
      block.get(0, sums, next[0], count);
      next[0] += count;
    };
  }

  /** Random bytes, a third of them the largest or smallest there are. */
  private static byte[] extremes(Random random, int count) {
    byte[] values = new byte[count];
    random.nextBytes(values);
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (random.nextInt(6)) {
            case 0 -> Byte.MIN_VALUE;
            case 1 -> Byte.MAX_VALUE;
            default -> values[i];
          };
    }
    return values;
  }
}
