package io.faultmesh.mapping;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The tiles of a layer's sums: what a fold finishes with its last K tile. A tile of P pixels and F
 * filters has P + F check sums: of each pixel over the filters, then of each filter over the
 * pixels. These are numbered tile by tile.
 */
public final class SumTiles {
  private final LayerMapping mapping;
  private final int pixels;
  private final int taps;
  private final long[] firstChecks;

  public SumTiles(LayerMapping mapping) {
    this.mapping = mapping;
    this.pixels = mapping.pixels();
    this.taps = mapping.taps();
    firstChecks = new long[mapping.folds() / mapping.tapTiles() + 1];
    for (int tile = 0; tile < tiles(); tile++) {
      Fold fold = lastFold(tile);
      firstChecks[tile + 1] = firstChecks[tile] + fold.pixels() + fold.filters();
    }
  }

  public int tiles() {
    return firstChecks.length - 1;
  }

  /** The fold that finishes a tile's sums. */
  public Fold lastFold(int tile) {
    return mapping.fold((tile + 1) * mapping.tapTiles() - 1);
  }

  /** Adds the numbers of all folds of a tile. */
  public void setFolds(int tile, BitSet folds) {
    folds.set(tile * mapping.tapTiles(), (tile + 1) * mapping.tapTiles());
  }

  /** The tile whose sums a fold adds to. */
  public int tileOf(Fold fold) {
    return fold.index() / mapping.tapTiles();
  }

  /** The tile that has a sum. */
  public int tileOf(int filter, int pixel) {
    return tileOf(mapping.foldOf(filter, pixel, taps - 1));
  }

  /** Number of the sum over a tile's filters that checks a pixel. */
  public long pixelCheck(int tile, int pixel) {
    return firstChecks[tile] + pixel - lastFold(tile).firstPixel();
  }

  /** Number of the sum over a tile's pixels that checks a filter. */
  public long filterCheck(int tile, int filter) {
    Fold fold = lastFold(tile);
    return firstChecks[tile] + fold.pixels() + filter - fold.firstFilter();
  }

  /** All check sums of the layer. */
  public long checks() {
    return firstChecks[tiles()];
  }

  /** The tile of a check sum. */
  public int tileOfCheck(long check) {
    int found = Arrays.binarySearch(firstChecks, check);
    return found >= 0 ? found : -found - 2;
  }

  /** Which filters a tile has, as a number: tiles of the same filters have the same. */
  public int filterTile(int tile) {
    return tile / mapping.pixelTiles();
  }

  /** Adds the filters of a {@link #filterTile}. */
  public void setFilters(int filterTile, BitSet filters) {
    Fold fold = lastFold(filterTile * mapping.pixelTiles());
    filters.set(fold.firstFilter(), fold.firstFilter() + fold.filters());
  }

  public int filterTiles() {
    return tiles() / mapping.pixelTiles();
  }

  /** A neuron's number. */
  public int neuron(int filter, int pixel) {
    return filter * pixels + pixel;
  }
}
