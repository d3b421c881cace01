package io.faultmesh.protection.struck;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folds of a layer that are computed once more because of what a check has found, and how often
 * they were computed before.
 *
 * @param attempt 0 for the first time, when all are computed
 * @param folds by number; those of all K tiles of a sum together
 * @param refetched by filter tile whose weights were read again, the attempt at which they were
 *     last
 */
public record Turn(int attempt, BitSet folds, Map<Integer, Integer> refetched) {
  public static final Turn FIRST = new Turn(0, new BitSet(), Map.of());

  /** Whether a fold is computed in this turn. */
  public boolean has(int fold) {
    return attempt == 0 || folds.get(fold);
  }

  /** The filters whose weights are read again before the turn. */
  public BitSet readAgain(LayerMapping mapping) {
    BitSet filters = new BitSet();
    SumTiles tiles = refetched.containsValue(attempt) ? new SumTiles(mapping) : null;
    refetched.forEach(
        (tile, last) -> {
          if (last == attempt) {
            tiles.setFilters(tile, filters);
          }
        });
    return filters;
  }

  /** The turn behind this one. */
  public Turn next(Repetition again) {
    Map<Integer, Integer> tiles = new TreeMap<>(refetched);
    again.filterTiles().stream().forEach(tile -> tiles.put(tile, attempt + 1));
    return new Turn(attempt + 1, again.folds(), tiles);
  }
}
