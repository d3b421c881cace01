package io.faultmesh.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of single values where another rule that looks like them gives something else. */
class ArithmeticRulesTest {
  private static final int NETWORKS = 40;

  @Test
  void halvesAreRoundedToEven() {
    Requantiser halves = new Requantiser(new float[] {0.5f}, 0, -128, 127);
    int[] sums = {-5, -3, -1, 1, 3, 5};
    int[] results = {-2, -2, 0, 0, 2, 2};
    for (int i = 0; i < sums.length; i++) {
      assertThat(halves.apply(sums[i], 0)).as("half of %d", sums[i]).isEqualTo(results[i]);
    }
  }

  @Test
  void sumsBeyondFloatsPrecisionAreRoundedTwice() {
    Requantiser small = new Requantiser(new float[] {0x1p-25f}, 0, -128, 127);
    // To 2^24, as a float, and then half of that to even.
    assertThat(small.apply((1 << 24) + 1, 0)).isZero();
    assertThat(small.apply((1 << 24) + 2, 0)).isEqualTo(1);
  }

  /** To the last bit: the product of the two scales first, then the quotient. */
  @Test
  void multipliersAreTheProductOfTheScalesThroughTheResultsScale() {
    int otherwise = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      for (IntegerLayer layer : network.layers()) {
        float in = layer.input().scale();
        float out = layer.output().scale();
        for (int n = 0; n < layer.weightScales().length; n++) {
          float weight = layer.weightScales()[n];
          float product = in * weight;
          assertThat(layer.requantiser().multipliers()[n])
              .as("Failed on seed %d, layer %d, filter %d", seed, layer.index(), n)
              .isEqualTo(product / out);
          otherwise += product / out == in * (weight / out) ? 0 : 1;
        }
      }
    }
    assertThat(otherwise).as("multipliers that another order makes others").isPositive();
  }

  /** Products first, then their sum, then the quotient, each rounded to float32. */
  @Test
  void sumsOfTensorsAreRoundedInTheirOrder() {
    int otherwise = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      float a = 0.01f + random.nextFloat();
      float b = 0.01f + random.nextFloat();
      float c = a + b;
      Adder adder =
          Adder.of(
              Quantisation.symmetric(a),
              Quantisation.symmetric(b),
              Quantisation.symmetric(c),
              Double.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY);
      for (int left = -128; left < 128; left++) {
        for (int right = -128; right < 128; right++) {
          float product = left * a;
          float sum = product + right * b;
          int expected = (int) Math.rint(sum / c);
          assertThat(adder.apply(left, right)).isEqualTo(Math.max(-128, Math.min(127, expected)));
          otherwise += (int) Math.rint(left * (a / c) + right * (b / c)) == expected ? 0 : 1;
        }
      }
    }
    assertThat(otherwise).as("sums that another order makes others").isPositive();
  }
}
