package io.faultmesh.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.oracle.SlowTiming;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An adder whose carries come late. */
class WindowedCarryTest {
  private static final int ADDITIONS = 10_000_000;

  @Test
  void everyBitComesFromItsWindow() {
    SplittableRandom random = new SplittableRandom(1);
    for (int limit = 0; limit <= 32; limit++) {
      for (int i = 0; i < 2000; i++) {
        int a = random.nextInt() >> random.nextInt(32);
        int b = i % 3 == 0 ? -a + random.nextInt(5) : random.nextInt() >> random.nextInt(32);
        assertThat(WindowedCarry.add(a, b, limit))
            .as("%x + %x with limit %d", a, b, limit)
            .isEqualTo(SlowTiming.add(a, b, limit));
      }
    }
  }

  @Test
  void aLimitOfThirtyOneIsExactAndOneOfThirtyIsNot() {
    assertThat(WindowedCarry.add(-1, 1, 31)).isZero();
    assertThat(WindowedCarry.add(-1, 1, 30)).isEqualTo(Integer.MIN_VALUE);
  }

  /** Operands are evenly distributed over all 32-bit numbers. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8, 10, 12, 16})
  void asManyAdditionsAreWrongAsTheExactProbabilitySays(int limit) {
    SplittableRandom random = new SplittableRandom(limit);
    long wrong = 0;
    for (int i = 0; i < ADDITIONS; i++) {
      int a = random.nextInt();
      int b = random.nextInt();
      wrong += WindowedCarry.add(a, b, limit) == a + b ? 0 : 1;
    }
    double p = probability(limit);
    double sigma = Math.sqrt(p * (1 - p) / ADDITIONS);
    assertThat((double) wrong / ADDITIONS).isCloseTo(p, within(3 * sigma));
  }

  /**
   * A Markov chain over the bits below the top one: how many bits in a row have passed on a carry
   * that came in. A pair of bits makes a carry with 1/4, kills it with 1/4, passes it on with 1/2.
   */
  private static double probability(int limit) {
    // State 0: no carry comes in. State 1 + n: one comes in, n bits in a row have passed it on.
    double[] states = new double[limit + 1];
    states[0] = 1;
    double wrong = 0;
    for (int bit = 0; bit < 31; bit++) {
      double[] next = new double[limit + 1];
      for (int state = 0; state <= limit; state++) {
        double own = states[state];
        next[1] += own / 4;
        next[0] += own / 4;
        if (state == 0) {
          next[0] += own / 2;
        } else if (state == limit) {
          wrong += own / 2;
        } else {
          next[state + 1] += own / 2;
        }
      }
      states = next;
    }
    return wrong;
  }
}
