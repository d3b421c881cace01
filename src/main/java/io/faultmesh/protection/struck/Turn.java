package io.faultmesh.protection.struck;

import java.util.BitSet;

/**
 * The folds of a layer that are computed once more because of what a check has found, and how often
 * they were computed before.
 *
 * @param attempt 0 for the first time, when all are computed
 * @param folds by number; those of all K tiles of a sum together
 */
public record Turn(int attempt, BitSet folds) {
  public static final Turn FIRST = new Turn(0, new BitSet());

  /** Whether a fold is computed in this turn. */
  public boolean has(int fold) {
    return attempt == 0 || folds.get(fold);
  }

  /** The turn behind this one. */
  public Turn next(BitSet again) {
    return new Turn(attempt + 1, again);
  }
}
