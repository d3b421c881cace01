package io.faultmesh.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BayesianSearchTest {
  private static final int BUDGET = 30;
  private static final int SEEDS = 20;

  private static double[] regrets(Search search) {
    double optimum = Toy.optimum();
    return LongStream.rangeClosed(1, SEEDS)
        .mapToDouble(
            seed ->
                Sample.best(Toy.run(search, seed, BUDGET)).map(Sample::objective).orElse(1.0)
                    - optimum)
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    return (sorted[SEEDS / 2 - 1] + sorted[SEEDS / 2]) / 2;
  }

  @Test
  void beatsRandomSearchAtEqualBudget() {
    double[] bayesian = regrets(new BayesianSearch());
    double[] random = regrets(new RandomSearch());
    String figures = Arrays.toString(bayesian) + " against " + Arrays.toString(random);
    assertThat(median(bayesian)).as(figures).isLessThan(median(random) / 2);
    assertThat(median(bayesian)).as(figures).isBetween(0.0, 0.02);
  }

  @Test
  void theSameSeedGivesTheSamePointsAlsoFromTheMiddle() {
    BayesianSearch search = new BayesianSearch();
    List<Sample> samples = Toy.run(search, 3, 20);
    List<Sample> resumed = new ArrayList<>(samples.subList(0, 13));
    while (resumed.size() < samples.size()) {
      int[] point = new BayesianSearch().propose(Toy.SPACE, resumed, 3).orElseThrow();
      assertThat(point).isEqualTo(samples.get(resumed.size()).point());
      resumed.add(Toy.measure(point));
    }
    assertThat(Toy.run(search, 4, 20).stream().map(s -> Arrays.toString(s.point())))
        .isNotEqualTo(samples.stream().map(s -> Arrays.toString(s.point())).toList());
  }

  @Test
  void everyPointOfASmallSpaceIsProposedOnce() {
    // With a first level of 0, the last axis has no meaning: 2 * 3 * 2 + 3 points.
    Space space =
        new Space(
            new int[] {3, 1, 3, 2},
            point -> point[0] > 0 ? point : new int[] {0, point[1], point[2], 0});
    for (Search search : List.of(new BayesianSearch(), new RandomSearch())) {
      List<Sample> samples = new ArrayList<>();
      Optional<int[]> point = search.propose(space, samples, 1);
      while (point.isPresent()) {
        assertThat(RandomSearch.contains(samples, point.get())).isFalse();
        // A constraint that is never measured, and one that never holds.
        double[] excess = {Double.NaN, 1};
        samples.add(new Sample(point.get(), point.get()[0], excess));
        point = search.propose(space, samples, 1);
      }
      assertThat(samples).hasSize(15).noneMatch(Sample::isFeasible);
    }
  }
}
