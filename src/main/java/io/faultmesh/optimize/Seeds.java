package io.faultmesh.optimize;

import java.util.SplittableRandom;

/** Random sources of their own for every use. */
final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  static SplittableRandom of(long seed, long use) {
    // The generator's own mixing takes apart seeds that differ by little.
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + GOLDEN_GAMMA * (use + 1));
  }

  /** The sum of twelve uniform numbers: near enough to normal, and the same everywhere. */
  static double gaussian(SplittableRandom random) {
    return random.doubles(12).sum() - 6;
  }
}
