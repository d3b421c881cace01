package io.faultmesh.optimize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Expected improvement times probability of feasibility (Gardner et al., ICML 2014): the objective
 * and each constraint have a Gaussian process of their own. The first points fill the space; while
 * no point is feasible, feasibility alone counts.
 */
final class BayesianSearch implements Search {
  private static final int RANDOM_CANDIDATES = 600;
  private static final int NEAR_CANDIDATES = 60;
  private static final int PARENTS = 6;
  private static final int CLIMBS = 4;

  /** How good it would be to evaluate a point. */
  private record Promise(int[] point, double improvement, double probability) {
    static final Comparator<Promise> ORDER =
        Comparator.comparingDouble(Promise::value).thenComparingDouble(Promise::probability);

    double value() {
      return improvement * probability;
    }
  }

  /** The models of one proposal. */
  private record Models(
      Space space, GaussianProcess objective, List<GaussianProcess> constraints, Double best) {
    Promise judge(int[] point) {
      double[] at = space.coordinates(point);
      double probability = 1;
      for (GaussianProcess constraint : constraints) {
        probability *= constraint.predict(at).probabilityBelow(0);
      }
      double improvement = best == null ? 1 : objective.predict(at).expectedImprovement(best);
      return new Promise(point, improvement, probability);
    }
  }

  /** Points that fill the space before the first model. */
  static int initialPoints(Space space) {
    return Math.max(6, 2 * space.axes());
  }

  @Override
  public Optional<int[]> propose(Space space, List<Sample> samples, long seed) {
    SplittableRandom random = Seeds.of(seed, samples.size());
    int initial = initialPoints(space);
    if (samples.size() < initial) {
      int[] point = space.spread(initial, Seeds.of(seed, -1))[samples.size()];
      return RandomSearch.contains(samples, point)
          ? new RandomSearch().propose(space, samples, seed)
          : Optional.of(point);
    }
    Models models = models(space, samples, random);
    List<Promise> promises = new ArrayList<>();
    for (int[] candidate : candidates(space, samples, random)) {
      if (!RandomSearch.contains(samples, candidate)) {
        promises.add(models.judge(candidate));
      }
    }
    return promises.stream()
        .sorted(Promise.ORDER.reversed())
        .limit(CLIMBS)
        .map(promise -> climb(promise, models, samples))
        .max(Promise.ORDER)
        .map(Promise::point)
        .or(() -> new RandomSearch().propose(space, samples, seed));
  }

  private static Models models(Space space, List<Sample> samples, SplittableRandom random) {
    Optional<GaussianProcess> objective = fit(space, samples, Sample::objective, random.split());
    List<GaussianProcess> constraints = new ArrayList<>();
    for (int c = 0; c < samples.get(0).excess().length; c++) {
      int constraint = c;
      fit(space, samples, s -> s.excess()[constraint], random.split()).ifPresent(constraints::add);
    }
    Optional<Sample> best = Sample.best(samples);
    // Where there is a best one, its objective was measured.
    return new Models(
        space, objective.orElse(null), constraints, best.map(Sample::objective).orElse(null));
  }

  /** A model of a figure, from the samples of which it was measured; none if there are none. */
  private static Optional<GaussianProcess> fit(
      Space space, List<Sample> samples, ToDoubleFunction<Sample> figure, SplittableRandom random) {
    List<Sample> measured =
        samples.stream().filter(s -> !Double.isNaN(figure.applyAsDouble(s))).toList();
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    double[] values = measured.stream().mapToDouble(figure).toArray();
    return Optional.of(ModelFit.fit(coordinates(space, measured), values, random));
  }

  private static double[][] coordinates(Space space, List<Sample> samples) {
    return samples.stream().map(s -> space.coordinates(s.point())).toArray(double[][]::new);
  }

  /** Anywhere, and near the samples that are best so far. */
  private static List<int[]> candidates(
      Space space, List<Sample> samples, SplittableRandom random) {
    List<int[]> candidates = new ArrayList<>();
    for (int i = 0; i < RANDOM_CANDIDATES; i++) {
      candidates.add(space.random(random));
    }
    Comparator<Sample> order =
        Comparator.comparing((Sample s) -> !s.isFeasible()).thenComparing(Sample::objective);
    List<Sample> parents = samples.stream().sorted(order).limit(PARENTS).toList();
    for (Sample parent : parents) {
      for (int i = 0; i < NEAR_CANDIDATES; i++) {
        candidates.add(space.near(parent.point(), random));
      }
    }
    return candidates;
  }

  /** Steps along the axes while they promise more. */
  private static Promise climb(Promise start, Models models, List<Sample> samples) {
    Promise best = start;
    boolean climbing = true;
    while (climbing) {
      climbing = false;
      int[] from = best.point();
      for (int axis = 0; axis < from.length; axis++) {
        for (int step : new int[] {-1, 1}) {
          int[] next = from.clone();
          next[axis] += step;
          boolean inside = next[axis] >= 0 && next[axis] < models.space().levels()[axis];
          int[] meant = inside ? models.space().canonical().apply(next) : from;
          if (inside && !RandomSearch.contains(samples, meant)) {
            Promise promise = models.judge(meant);
            if (Promise.ORDER.compare(promise, best) > 0) {
              best = promise;
              climbing = true;
            }
          }
        }
      }
    }
    return best;
  }
}
