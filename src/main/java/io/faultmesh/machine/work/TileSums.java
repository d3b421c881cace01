package io.faultmesh.machine.work;

import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.protection.struck.TileCheckFlips;

/**
 * What the row and the column behind the others compute of a tile: its check sums, product by
 * product, out of the operands that the buffers give and the array receives. The values of that row
 * and column are worked out here; the machine's floor plan has their places and their time.
 */
public final class TileSums {
  private final LayerJob layer;
  private final LayerMapping mapping;
  private final SumTiles tiles;
  private final SparseFlips operands;
  private final TileCheckFlips flips;
  private final int taps;
  private final int tile;
  private final Fold last;
  private final int[] weightSums;
  private final int[] inputSums;

  /** The check sums of the tile that a fold finishes. */
  public TileSums(FoldJob job) {
    layer = job.layer();
    mapping = layer.mapping();
    tiles = layer.tiles();
    operands = layer.faults().operands(0);
    flips = layer.faults().tileCheck();
    taps = layer.node().windowSize();
    tile = tiles.tileOf(job.tile().firstFilter(), job.tile().firstPixel());
    last = job.tile();
    weightSums = new int[taps];
    inputSums = new int[taps];
    for (int tap = 0; tap < taps; tap++) {
      for (int f = 0; f < last.filters(); f++) {
        weightSums[tap] += layer.soundWeight(last.firstFilter() + f, tap);
      }
    }
    for (int p = 0; p < last.pixels(); p++) {
      int[] window = layer.window(last.firstFilter(), last.firstPixel() + p);
      for (int tap = 0; tap < taps; tap++) {
        inputSums[tap] += window[tap];
      }
    }
  }

  /** Products of all check sums. */
  public long products() {
    return (long) taps * (last.pixels() + last.filters());
  }

  /** The sum over the tile's filters that a pixel's sums must come to. */
  public int ofPixel(int pixel) {
    int[] window = layer.window(last.firstFilter(), pixel);
    int bits = TileCheck.weightBits(tiles);
    long check = tiles.pixelCheck(tile, pixel);
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      Fold fold = mapping.foldOf(last.firstFilter(), pixel, tap);
      int struck = operands.maskOf(mapping.inputOperand(fold, pixel, tap), 0);
      int x = layer.layer().input().value((byte) (window[tap] ^ struck));
      int stored = TileCheckFlips.at(flips.weights(), (long) tiles.filterTile(tile) * taps + tap);
      // A word of the buffer is narrower than the register that takes it, and keeps its sign.
      int weight = (weightSums[tap] ^ stored) << (Integer.SIZE - bits) >> (Integer.SIZE - bits);
      sum = add(sum, x, weight ^ ofOperand(0, tap), check * taps + tap);
    }
    return sum ^ TileCheckFlips.at(flips.sums(), check);
  }

  /** The sum over the tile's pixels that a filter's sums must come to. */
  public int ofFilter(int filter) {
    long check = tiles.filterCheck(tile, filter);
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      Fold fold = mapping.foldOf(filter, last.firstPixel(), tap);
      int struck = operands.maskOf(mapping.weightOperand(fold, filter, tap), 0);
      int weight = (byte) (layer.weight(filter, tap) ^ struck);
      sum = add(sum, inputSums[tap] ^ ofOperand(1, tap), weight, check * taps + tap);
    }
    return sum ^ TileCheckFlips.at(flips.sums(), check);
  }

  private int ofOperand(int kind, int tap) {
    return TileCheckFlips.at(
        flips.operands(), ((long) tile * TileCheck.OPERANDS + kind) * taps + tap);
  }

  private int add(int sum, int x, int weight, long word) {
    int product = x * weight ^ TileCheckFlips.at(flips.products(), word);
    return (sum + product) ^ TileCheckFlips.at(flips.partialSums(), word);
  }
}
