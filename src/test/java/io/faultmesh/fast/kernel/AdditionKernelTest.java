package io.faultmesh.fast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdditionKernelTest {
  private static final int PAIRS = 1 << 16;

  @Test
  void sumsEqualTheRuleOnAllPairsOfValuesForAnyFormats() {
    int fixed = 0;
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Quantisation left = format(random);
      Quantisation right = format(random);
      Quantisation result = format(random);
      double low = random.nextBoolean() ? 0 : Double.NEGATIVE_INFINITY;
      double high = random.nextInt(4) == 0 ? 6 : Double.POSITIVE_INFINITY;
      Adder adder = Adder.of(left, right, result, low, high);
      AdditionKernel kernel = AdditionKernel.of(adder, left, right, result, KernelKind.FUSED);
      assertEqualsRule(kernel, adder, left, right, result, "seed " + seed);
      fixed += kernel.isFixedPoint() ? 1 : 0;
    }
    assertThat(fixed).as("sums in fixed point").isGreaterThan(30);
  }

  /** Half of all sums lie halfway between two results; no sum of integers rounds them to even. */
  @Test
  void sumsThatLieHalfwayAreRoundedToEvenByTheTable() {
    Quantisation format = Quantisation.symmetric(0.5f);
    Quantisation result = Quantisation.symmetric(1);
    Adder adder =
        Adder.of(format, format, result, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    AdditionKernel kernel = AdditionKernel.of(adder, format, format, result, KernelKind.FUSED);
    assertThat(kernel.isFixedPoint()).isFalse();
    assertEqualsRule(kernel, adder, format, format, result, "halves");
  }

  @Test
  void scalesFarApartAreAddedByTheRule() {
    float[] scales = {1e-30f, 1e-3f, 1, 300, 1e30f};
    for (float a : scales) {
      for (float b : scales) {
        Quantisation left = Quantisation.symmetric(a);
        Quantisation right = new Quantisation(b, 3, 0);
        Quantisation result = Quantisation.symmetric(1);
        Adder adder = Adder.of(left, right, result, -5, Double.POSITIVE_INFINITY);
        AdditionKernel kernel = AdditionKernel.of(adder, left, right, result, KernelKind.FUSED);
        assertEqualsRule(kernel, adder, left, right, result, a + " + " + b);
      }
    }
  }

  @Test
  void thePlainKernelIsTheTable() {
    Quantisation format = Quantisation.symmetric(0.3f);
    Adder adder = Adder.of(format, format, format, 0, Double.POSITIVE_INFINITY);
    AdditionKernel plain = AdditionKernel.of(adder, format, format, format, KernelKind.PLAIN);
    assertThat(plain.isFixedPoint()).isFalse();
    assertEqualsRule(plain, adder, format, format, format, "plain");
  }

  private static Quantisation format(Random random) {
    float scale = 0.01f + 0.03f * random.nextFloat();
    boolean signed = random.nextBoolean();
    int zero = random.nextInt(256) - (signed ? 128 : 0);
    return new Quantisation(scale, zero, signed ? -128 : 0);
  }

  /** All pairs, and a few more, so that their number is no multiple of anything. */
  private static void assertEqualsRule(
      AdditionKernel kernel,
      Adder adder,
      Quantisation left,
      Quantisation right,
      Quantisation result,
      String name) {
    int count = PAIRS + 7;
    byte[] expected = new byte[count];
    byte[] actual = new byte[count];
    try (Slab a = new Slab(count);
        Slab b = new Slab(count);
        Slab c = new Slab(count)) {
      for (int i = 0; i < count; i++) {
        byte p = (byte) (i >> 8);
        byte q = (byte) (i * 31);
        a.bytes().put(i, p);
        b.bytes().put(i, q);
        float sum =
            (Layout.value(p, left) - left.zeroPoint()) * left.scale()
                + (Layout.value(q, right) - right.zeroPoint()) * right.scale();
        double rounded = Math.rint(sum / result.scale()) + result.zeroPoint();
        double limited = Math.max(adder.low(), Math.min(adder.high(), rounded));
        expected[i] = Layout.stored((int) limited, result);
      }
      kernel.run(a, b, c, count);
      c.bytes().get(0, actual);
    }
    assertThat(actual).as(name).isEqualTo(expected);
  }
}
