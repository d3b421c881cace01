package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

/** A second step of sampling that spends by the variances that the first found. */
class TwoStepsTest {
  /** Layers of unlike sizes, most of them rarely vulnerable. */
  private static final long[] POPULATIONS = {
    400_000, 200_000, 200_000, 100_000, 50_000, 20_000, 20_000, 10_000, 4_000, 1_000
  };

  private static final double[] SHARES = {
    0.001, 0.002, 0.0005, 0.004, 0.1, 0.002, 0.3, 0.0005, 0.5, 0.7
  };

  private static final int RUNS = 1000;

  private static int cases(int stratum) {
    return (int) Math.round(POPULATIONS[stratum] * SHARES[stratum]);
  }

  private static double truth() {
    double cases = IntStream.range(0, SHARES.length).mapToDouble(TwoStepsTest::cases).sum();
    return cases / Arrays.stream(POPULATIONS).sum();
  }

  /** Samples of what an earlier step left, without replacement. */
  private static Sampled[] draw(Well19937c random, Sampled[] before, long[] members) {
    Sampled[] samples = new Sampled[members.length];
    for (int h = 0; h < members.length; h++) {
      int left = (int) (POPULATIONS[h] - before[h].members());
      int cases = (int) (cases(h) - before[h].cases());
      samples[h] =
          new Sampled(
              members[h],
              new HypergeometricDistribution(random, left, cases, (int) members[h]).sample());
    }
    return samples;
  }

  private static Sampled[] drawEvenly(Well19937c random, int perStratum) {
    Sampled[] nothing = new Sampled[SHARES.length];
    Arrays.fill(nothing, Sampled.NONE);
    long[] members = new long[SHARES.length];
    Arrays.fill(members, perStratum);
    return draw(random, nothing, members);
  }

  private static Proportion inTwoSteps(Well19937c random, int perStratum, long more) {
    Sampled[] first = drawEvenly(random, perStratum);
    double[] variances = Arrays.stream(first).mapToDouble(NeymanAllocation::variance).toArray();
    long[] left = Arrays.stream(POPULATIONS).map(all -> all - perStratum).toArray();
    long[] members = NeymanAllocation.of(POPULATIONS, variances, left, more);
    assertThat(Arrays.stream(members).sum()).isEqualTo(more);
    Sampled[] second = draw(random, first, members);
    long evenly = (long) perStratum * SHARES.length;
    double weight = (double) evenly / (evenly + more);
    return Proportion.of(
        IntStream.range(0, SHARES.length)
            .mapToObj(h -> StratumEstimate.of(POPULATIONS[h], first[h], second[h], weight))
            .toList(),
        0.95);
  }

  private static Proportion inOneStep(Well19937c random, int perStratum) {
    Sampled[] sample = drawEvenly(random, perStratum);
    return Proportion.of(
        IntStream.range(0, SHARES.length)
            .mapToObj(h -> StratumEstimate.of(POPULATIONS[h], sample[h]))
            .toList(),
        0.95);
  }

  /** Shares, width and coverage of many samples. */
  private record Trials(double mean, double width, int held) {
    static Trials of(Supplier<Proportion> sample) {
      double sum = 0;
      double width = 0;
      int held = 0;
      for (int i = 0; i < RUNS; i++) {
        Proportion own = sample.get();
        Interval interval = own.interval();
        sum += own.share();
        width += interval.high() - interval.low();
        held += interval.low() <= truth() && truth() <= interval.high() ? 1 : 0;
      }
      return new Trials(sum / RUNS, width / RUNS, held);
    }
  }

  @Test
  void intervalsHoldTheShareAndAreNarrowerThanThoseOfOneStep() {
    Well19937c random = new Well19937c(4);
    for (int perStratum : new int[] {20, 50, 100, 200}) {
      long more = 3L * perStratum * SHARES.length;
      Trials one = Trials.of(() -> inOneStep(random, 4 * perStratum));
      Trials two = Trials.of(() -> inTwoSteps(random, perStratum, more));
      assertThat(one.held()).as("one step, %d", perStratum).isGreaterThanOrEqualTo(940);
      assertThat(two.held()).as("two steps, %d", perStratum).isGreaterThanOrEqualTo(940);
      assertThat(two.width()).isLessThan(0.9 * one.width());
      // Right on average: its standard error is below a quarter of the width, over 31 samples.
      assertThat(two.mean()).isCloseTo(truth(), within(two.width() / 30));
    }
  }

  @Test
  void membersAreSpentBySizeAndDeviation() {
    long[] members =
        NeymanAllocation.of(
            new long[] {1000, 2000, 1000},
            new double[] {0.25, 0.0625, 0.01},
            new long[] {1000, 2000, 1000},
            1103);
    // 500 : 500 : 100 beside one each.
    assertThat(members).containsExactly(501, 501, 101);
  }

  @Test
  void whatAStratumHasNotLeftGoesToTheOthers() {
    long[] populations = {100, 100, 100};
    double[] variances = {0.25, 0.25, 0.25};
    assertThat(NeymanAllocation.of(populations, variances, new long[] {0, 10, 90}, 50))
        .containsExactly(0, 10, 40);
    assertThat(NeymanAllocation.of(populations, variances, new long[] {5, 10, 20}, 50))
        .containsExactly(5, 10, 20);
    assertThat(NeymanAllocation.of(populations, variances, new long[] {90, 90, 90}, 2))
        .containsExactly(1, 1, 0);
  }

  @Test
  void aStratumThatIsDrawnWholeIsKnown() {
    StratumEstimate whole = StratumEstimate.of(100, new Sampled(40, 10), new Sampled(60, 20), 0.5);
    assertThat(whole.share()).isCloseTo(0.3, within(1e-12));
    assertThat(whole.variance()).isZero();
  }

  @Test
  void stepsWeighAsTheirSizesWhenTheseAreFixed() {
    StratumEstimate two =
        StratumEstimate.of(1_000_000, new Sampled(100, 10), new Sampled(300, 15), 0.25);
    assertThat(two.share()).isCloseTo(25 / 400.0, within(1e-5));
    assertThat(two.size()).isCloseTo(400, within(1e-9));
  }
}
