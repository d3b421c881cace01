package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistinctDrawsTest {
  private static long[] draw(int trial, long population, int count) {
    Draw key = Draw.of(0, trial, Draw.ALL, 0, FaultSite.WEIGHT);
    return new DistinctDraws(1, key).numbers(population, count);
  }

  @Test
  void numbersAreDistinctAndFollowFromTheKey() {
    long[] numbers = draw(0, 1L << 40, 10_000);
    assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(10_000);
    assertThat(numbers).isSorted();
    assertThat(numbers[9_999]).isLessThan(1L << 40);
    assertThat(draw(0, 1L << 40, 10_000)).isEqualTo(numbers);
    assertThat(draw(1, 1L << 40, 10_000)).isNotEqualTo(numbers);
  }

  @Test
  void aWholePopulationIsDrawnOnce() {
    assertThat(draw(0, 1000, 1000)).isEqualTo(LongStream.range(0, 1000).toArray());
  }

  @Test
  void everyMemberIsEquallyLikely() {
    int[] drawn = new int[10];
    for (int trial = 0; trial < 6_000; trial++) {
      for (long number : draw(trial, 10, 3)) {
        drawn[(int) number]++;
      }
    }
    // 1,800 expected, standard deviation 35.
    for (int count : drawn) {
      assertThat(count).isBetween(1_800 - 5 * 35, 1_800 + 5 * 35);
    }
  }
}
