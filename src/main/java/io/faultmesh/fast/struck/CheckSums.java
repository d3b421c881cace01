package io.faultmesh.fast.struck;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.Operand;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.protection.struck.TileCheckFlips;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** How far the check sums of one image's tiles are from what they should be. */
final class CheckSums {
  private final LayerImage image;
  private final Convolution node;
  private final LayerMapping mapping;
  private final SumTiles tiles;
  private final TileCheckFlips flips;
  private final OperandFlips operands;
  private final int taps;
  private final Quantisation format;

  /** By filter tile, checksum weights as they were made. */
  private final Map<Integer, int[]> weightSums = new HashMap<>();

  CheckSums(
      LayerImage image,
      LayerMapping mapping,
      SumTiles tiles,
      TileCheckFlips flips,
      OperandFlips operands) {
    this.image = image;
    this.node = image.node();
    this.mapping = mapping;
    this.tiles = tiles;
    this.flips = flips;
    this.operands = operands;
    this.taps = node.windowSize();
    this.format = image.layer().input();
  }

  /** The tiles that a struck operand goes to. */
  List<Integer> operandTiles() {
    return operands.all().stream().map(one -> tiles.tileOf(one.fold())).distinct().toList();
  }

  /** Adds what struck weights of the buffer change in sums, and in their sums by pixel. */
  void addStruckWeights(Fold fold, int[][] errors, int[] pixels) {
    for (int f = 0; f < fold.filters(); f++) {
      int filter = fold.firstFilter() + f;
      for (int tap : image.parameters().struckTaps(filter)) {
        int difference = image.weight(filter, tap) - original(filter, tap);
        for (int p = 0; p < fold.pixels(); p++) {
          int change = difference * image.inputValue(filter, fold.firstPixel() + p, tap);
          errors[p][f] += change;
          pixels[p] += change;
        }
      }
    }
  }

  private int original(int filter, int tap) {
    return node.isProduct()
        ? image.weight(filter, tap)
        : image.layer().weights()[filter * taps + tap];
  }

  /** Subtracts from sums' differences those of their check sums. */
  void subtract(int tile, int[] pixels, int[] filters) {
    Fold fold = tiles.lastFold(tile);
    Set<Integer> struckPixels = new HashSet<>();
    Set<Integer> struckFilters = new HashSet<>();
    operands.all().stream()
        .filter(one -> tiles.tileOf(one.fold()) == tile)
        .forEach(one -> (one.isInput() ? struckPixels : struckFilters).add(lane(one, fold)));
    boolean weights = isStruck(flips.weights(), tiles.filterTile(tile));
    boolean sharedWeights = weights || isStruck(flips.operands(), operandWord(tile, 0));
    boolean sharedInputs = isStruck(flips.operands(), operandWord(tile, 1));
    for (int p = 0; p < pixels.length; p++) {
      long check = tiles.pixelCheck(tile, fold.firstPixel() + p);
      if (sharedWeights || struckPixels.contains(p) || isStruck(check)) {
        pixels[p] -= pixelDifference(tile, fold, fold.firstPixel() + p, check);
      }
    }
    int[] inputs = null;
    for (int f = 0; f < filters.length; f++) {
      long check = tiles.filterCheck(tile, fold.firstFilter() + f);
      if (sharedInputs || struckFilters.contains(f) || isStruck(check)) {
        inputs = inputs == null ? inputSums(fold) : inputs;
        filters[f] -= filterDifference(tile, fold.firstFilter() + f, fold, check, inputs);
      }
    }
  }

  private static int lane(Operand operand, Fold fold) {
    return operand.isInput()
        ? operand.pixel() - fold.firstPixel()
        : operand.filter() - fold.firstFilter();
  }

  /** Whether any of a run of K words is struck. */
  private boolean isStruck(SortedMap<Long, Integer> words, long run) {
    return !words.isEmpty() && !words.subMap(run * taps, (run + 1) * taps).isEmpty();
  }

  private boolean isStruck(long check) {
    return TileCheckFlips.at(flips.sums(), check) != 0
        || isStruck(flips.products(), check)
        || isStruck(flips.partialSums(), check);
  }

  private static long operandWord(int tile, int kind) {
    return (long) tile * TileCheck.OPERANDS + kind;
  }

  private int pixelDifference(int tile, Fold last, int pixel, long check) {
    int[] sound = weightSums.computeIfAbsent(tiles.filterTile(tile), key -> weightSums(last));
    int bits = TileCheck.weightBits(tiles);
    int sum = 0;
    int expected = 0;
    for (int tap = 0; tap < taps; tap++) {
      int x = image.inputValue(last.firstFilter(), pixel, tap);
      expected += x * sound[tap];
      long stored = (long) tiles.filterTile(tile) * taps + tap;
      int weight = sound[tap] ^ TileCheckFlips.at(flips.weights(), stored);
      weight = weight << (Integer.SIZE - bits) >> (Integer.SIZE - bits);
      weight ^= TileCheckFlips.at(flips.operands(), operandWord(tile, 0) * taps + tap);
      Fold fold = mapping.foldOf(last.firstFilter(), pixel, tap);
      int mask = operands.mask(mapping.inputOperand(fold, pixel, tap));
      sum = add(sum, format.value((byte) (x ^ mask)), weight, check * taps + tap);
    }
    return (sum ^ TileCheckFlips.at(flips.sums(), check)) - expected;
  }

  private int filterDifference(int tile, int filter, Fold last, long check, int[] inputs) {
    int sum = 0;
    int expected = 0;
    for (int tap = 0; tap < taps; tap++) {
      int weight = image.weight(filter, tap);
      expected += inputs[tap] * weight;
      int x = inputs[tap];
      x ^= TileCheckFlips.at(flips.operands(), operandWord(tile, 1) * taps + tap);
      Fold fold = mapping.foldOf(filter, last.firstPixel(), tap);
      int mask = operands.mask(mapping.weightOperand(fold, filter, tap));
      sum = add(sum, x, (byte) (weight ^ mask), check * taps + tap);
    }
    return (sum ^ TileCheckFlips.at(flips.sums(), check)) - expected;
  }

  private int add(int sum, int x, int weight, long word) {
    int product = x * weight ^ TileCheckFlips.at(flips.products(), word);
    return sum + product ^ TileCheckFlips.at(flips.partialSums(), word);
  }

  private int[] weightSums(Fold fold) {
    int[] sums = new int[taps];
    for (int f = 0; f < fold.filters(); f++) {
      for (int tap = 0; tap < taps; tap++) {
        sums[tap] += original(fold.firstFilter() + f, tap);
      }
    }
    return sums;
  }

  private int[] inputSums(Fold fold) {
    int[] sums = new int[taps];
    for (int p = 0; p < fold.pixels(); p++) {
      for (int tap = 0; tap < taps; tap++) {
        sums[tap] += image.inputValue(fold.firstFilter(), fold.firstPixel() + p, tap);
      }
    }
    return sums;
  }
}
