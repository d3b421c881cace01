package io.faultmesh.protection.struck;

import io.faultmesh.mapping.SumTiles;
import io.faultmesh.protection.TileCheck;
import java.util.BitSet;

/**
 * What checks want once more of a layer.
 *
 * @param folds that are computed again, by number
 * @param filterTiles whose weights are read again before
 */
public record Repetition(BitSet folds, BitSet filterTiles) {

  /** Folds alone. */
  public static Repetition of(BitSet folds) {
    return new Repetition(folds, new BitSet());
  }

  public static Repetition none() {
    return of(new BitSet());
  }

  public boolean isEmpty() {
    return folds.isEmpty();
  }

  /** Adds what the check of a tile wants. */
  public void add(SumTiles tiles, int tile, TileCheck.Again again) {
    if (again != TileCheck.Again.NOTHING) {
      tiles.setFolds(tile, folds);
    }
    if (again == TileCheck.Again.WEIGHTS) {
      filterTiles.set(tiles.filterTile(tile));
    }
  }
}
