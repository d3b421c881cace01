package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProportionTest {
  private static StratumEstimate part(long population, long sampled, long cases) {
    return StratumEstimate.of(population, new Sampled(sampled, cases));
  }

  @Test
  void oneStratumHasClopperAndPearsonsInterval() {
    // R: binom.test(5, 100)$conf.int
    Proportion share = Proportion.of(5, 100, 0.95);
    assertThat(share.share()).isEqualTo(0.05);
    assertThat(share.interval().low()).isCloseTo(0.01643188, within(1e-8));
    assertThat(share.interval().high()).isCloseTo(0.11283491, within(1e-8));
  }

  @Test
  void noCaseIsNeverCertainty() {
    assertThat(Proportion.of(0, 100, 0.95).interval().high()).isCloseTo(0.02996, within(1e-5));
    assertThat(Proportion.of(100, 100, 0.95).interval().low()).isCloseTo(0.97004, within(1e-5));
    Proportion nothing = Proportion.of(List.of(part(100, 0, 0)), 0.95);
    assertThat(nothing.share()).isNaN();
    assertThat(nothing.interval()).isEqualTo(new Interval(0, 1));
  }

  @Test
  void strataWeighByTheirPopulation() {
    Proportion share = Proportion.of(List.of(part(900, 100, 10), part(100, 100, 90)), 0.95);
    assertThat(share.share()).isCloseTo(0.18, within(1e-12));
    assertThat(share.interval().low()).isBetween(0.10, 0.15);
    assertThat(share.interval().high()).isBetween(0.21, 0.26);
  }

  /** 95 % or more of the intervals hold the population's share, whatever the strata have. */
  @Test
  void intervalsOfStrataKeepTheirConfidence() {
    Random random = new Random(3);
    for (double[] shares : new double[][] {{0.001, 0.001}, {0.02, 0.3}, {0.5, 0.001}}) {
      double truth = 0.8 * shares[0] + 0.2 * shares[1];
      int held = 0;
      for (int i = 0; i < 1000; i++) {
        List<StratumEstimate> parts = new ArrayList<>();
        for (int h = 0; h < 2; h++) {
          double own = shares[h];
          long cases = random.doubles(200).filter(u -> u < own).count();
          parts.add(part(h == 0 ? 80_000 : 20_000, 200, cases));
        }
        Interval interval = Proportion.of(parts, 0.95).interval();
        held += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
      }
      assertThat(held).as("shares %s, %s", shares[0], shares[1]).isGreaterThanOrEqualTo(940);
    }
  }
}
