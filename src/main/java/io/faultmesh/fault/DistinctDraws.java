package io.faultmesh.fault;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Members of a population drawn without replacement, the same for the same key. */
public final class DistinctDraws {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final RandomGenerator random;

  /**
   * A source of draws.
   *
   * @param experiment the scenario's seed
   */
  public DistinctDraws(long experiment, Draw key) {
    random = GENERATORS.create(key.seed(experiment));
  }

  /**
   * Draws members by number, each set of them equally likely (Floyd's algorithm: Bentley and Floyd,
   * A sample of brilliance, 1987).
   *
   * @return ascending numbers from 0 to {@code population - 1}
   */
  public long[] numbers(long population, int count) {
    Set<Long> drawn = new HashSet<>(2 * count);
    for (long top = population - count; top < population; top++) {
      long number = random.nextLong(top + 1);
      if (!drawn.add(number)) {
        drawn.add(top);
      }
    }
    long[] numbers = new long[count];
    int next = 0;
    for (long number : drawn) {
      numbers[next++] = number;
    }
    Arrays.sort(numbers);
    return numbers;
  }

  /** From 0 to 1, without 1. */
  public double nextShare() {
    return random.nextDouble();
  }

  /** One of some equally likely numbers, from 0. */
  public int next(int bound) {
    return random.nextInt(bound);
  }
}
