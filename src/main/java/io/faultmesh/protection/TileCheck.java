package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;

/**
 * How the sums of a layer's tiles are checked: each pixel's sum over the tile's filters against a
 * sum made with checksum weights, each filter's sum over the tile's pixels against one made with
 * sums of inputs; all modulo 2^32, where both are equal however sums overflow (Huang and Abraham,
 * IEEE TC C-33(6), 1984).
 *
 * @param mechanism its key
 * @param reaction to errors that cannot be located
 * @param attempts how often at most a tile is computed again
 */
public record TileCheck(String mechanism, Reaction reaction, int attempts) {
  /** Bits of the checks' operands, products and sums inside the array. */
  public static final int BITS = Integer.SIZE;

  /** Each tap of a tile has a checksum weight and a sum of inputs. */
  public static final int OPERANDS = 2;

  private static final int NARROW_BITS = 16;
  private static final int WIDE_BITS = 24;

  /** So many weights of 8 bits add up to no more than {@link #NARROW_BITS} bits. */
  private static final int NARROW_FILTERS = 1 << (NARROW_BITS - Byte.SIZE);

  /** Bits that hold the sum of a layer's weights over the filters of a tile. */
  public static int weightBits(SumTiles tiles) {
    return tiles.lastFold(0).filters() <= NARROW_FILTERS ? NARROW_BITS : WIDE_BITS;
  }

  /** Bytes that hold a layer's checksum weights. */
  public static long weightBytes(SumTiles tiles, Convolution layer) {
    return layer.isProduct()
        ? 0
        : (long) tiles.filterTiles() * layer.windowSize() * weightBits(tiles) / Byte.SIZE;
  }

  /** Its own cells at a site. */
  public Cells cells(FaultSite site) {
    return new Cells(site, mechanism);
  }

  /** The site of its outcomes. */
  public Cells cells() {
    return cells(FaultSite.ACCUMULATOR);
  }

  /** Whether a verdict leaves the image without an answer. */
  public boolean stops(Verdict verdict, int attempt) {
    return verdict == Verdict.DETECTED && reaction.stops(attempt, attempts);
  }

  /** What is done again of a tile. */
  public enum Again {
    NOTHING,
    /** Its folds are computed. */
    FOLDS,
    /** Its weights are read from DRAM, and its folds computed. */
    WEIGHTS
  }

  /**
   * What a finding causes.
   *
   * @param layer whose tile it is; a product of activations has no weights to read
   */
  public Again again(Finding finding, int attempt, Convolution layer) {
    if (finding.verdict() != Verdict.DETECTED || !reaction.repeats(attempt, attempts)) {
      return Again.NOTHING;
    }
    boolean refetches = reaction == Reaction.REFETCH && finding.isOfPixels();
    return refetches && !layer.isProduct() ? Again.WEIGHTS : Again.FOLDS;
  }

  /** How often at most a tile is computed again; 0 where none is. */
  int repeats() {
    return reaction == Reaction.REPEAT || reaction == Reaction.REFETCH ? attempts : 0;
  }

  /**
   * What must be taken off which sums.
   *
   * @param changes by pixel and filter of the tile; empty where nothing can be located
   * @param isOfPixels whether only checks of pixels fail: checksum weights know the right weights,
   *     checks of filters have the wrong ones themselves
   */
  public record Finding(Verdict verdict, int[][] changes, boolean isOfPixels) {
    private static Finding of(Verdict verdict, boolean isOfPixels) {
      return new Finding(verdict, new int[0][], isOfPixels);
    }
  }

  /**
   * Looks for errors. They are located where they lie in one row or one column of the tile.
   *
   * @param pixels by pixel, how far its sums are from their check sum
   * @param filters the same by filter
   */
  public static Finding find(int[] pixels, int[] filters) {
    int failedPixels = failed(pixels);
    int failedFilters = failed(filters);
    if (failedPixels == 0 && failedFilters == 0) {
      return Finding.of(Verdict.SOUND, false);
    }
    boolean isLine = Math.min(failedPixels, failedFilters) == 1;
    if (!isLine || Arrays.stream(pixels).sum() != Arrays.stream(filters).sum()) {
      return Finding.of(Verdict.DETECTED, failedFilters == 0);
    }
    int[][] changes = new int[pixels.length][filters.length];
    for (int p = 0; p < pixels.length; p++) {
      for (int f = 0; f < filters.length; f++) {
        boolean meet = pixels[p] != 0 && filters[f] != 0;
        changes[p][f] = meet ? (failedFilters == 1 ? pixels[p] : filters[f]) : 0;
      }
    }
    return new Finding(Verdict.CORRECTED, changes, false);
  }

  private static int failed(int[] differences) {
    return (int) Arrays.stream(differences).filter(one -> one != 0).count();
  }
}
