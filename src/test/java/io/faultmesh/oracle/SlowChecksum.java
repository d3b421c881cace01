package io.faultmesh.oracle;

import io.faultmesh.fault.Outcome;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The check sums of a layer's tiles, worked out tile by tile, product by product. */
final class SlowChecksum {
  private static final String KEY = "checksum";

  /** What a layer computes with. */
  interface Operands {
    int input(int filter, int pixel, int tap);

    /** A weight that nothing has struck. */
    int soundWeight(int filter, int tap);

    /** The same behind the flips on its way to the array. */
    int streamedInput(int filter, int pixel, int tap);

    int streamedWeight(int filter, int pixel, int tap);

    int bias(int neuron);
  }

  /**
   * A tile.
   *
   * @param firstCheck number of its first check sum
   */
  private record Tile(int number, int filterTile, int[] filters, int[] pixels, int firstCheck) {
    boolean has(int filter, int pixel) {
      return IntStream.of(filters).anyMatch(own -> own == filter)
          && IntStream.of(pixels).anyMatch(own -> own == pixel);
    }
  }

  private final IntegerLayer layer;
  private final Convolution node;
  private final Checksum settings;
  private final SlowFlips drawn;
  private final Operands operands;
  private final List<Tile> tiles = new ArrayList<>();
  private final int checks;
  private final int weightBits;
  private final Map<Long, Integer> weights;

  /** Filter tiles to read again; whether the sums of filters of the last tile were right. */
  private final Set<Integer> wrongWeights = new TreeSet<>();

  private boolean isOfPixels;

  SlowChecksum(IntegerLayer layer, SlowDesign design, SlowFlips drawn, Operands operands) {
    this.layer = layer;
    this.node = layer.node();
    this.settings = design.checksum();
    this.drawn = drawn;
    this.operands = operands;
    Dataflow dataflow = design.array().dataflow();
    int across =
        dataflow == Dataflow.INPUT_STATIONARY ? node.filtersPerGroup() : design.array().columns();
    int down =
        switch (dataflow) {
          case OUTPUT_STATIONARY -> design.array().rows();
          case WEIGHT_STATIONARY -> node.pixels();
          case INPUT_STATIONARY -> design.array().columns();
        };
    int filterTile = 0;
    int next = 0;
    for (int group = 0; group < node.groups(); group++) {
      int end = (group + 1) * node.filtersPerGroup();
      for (int n = group * node.filtersPerGroup(); n < end; n += across, filterTile++) {
        for (int m = 0; m < node.pixels(); m += down) {
          int[] filters = IntStream.range(n, Math.min(end, n + across)).toArray();
          int[] pixels = IntStream.range(m, Math.min(node.pixels(), m + down)).toArray();
          tiles.add(new Tile(tiles.size(), filterTile, filters, pixels, next));
          next += filters.length + pixels.length;
        }
      }
    }
    checks = next;
    weightBits = tiles.get(0).filters.length <= 256 ? 16 : 24;
    long words = node.isProduct() ? 0 : (long) filterTile * node.windowSize();
    weights = drawn.words(FaultSite.DRAM, layer.index(), KEY, 0, words, weightBits);
    drawn
        .words(FaultSite.WEIGHT, layer.index(), KEY, 0, words, weightBits)
        .forEach((word, mask) -> weights.merge(word, mask, (a, b) -> a ^ b));
  }

  /** All tiles' numbers. */
  List<Integer> all() {
    return tiles.stream().map(Tile::number).toList();
  }

  boolean has(List<Integer> some, int neuron) {
    int filter = neuron / node.pixels();
    int pixel = neuron % node.pixels();
    return some.stream().anyMatch(tile -> tiles.get(tile).has(filter, pixel));
  }

  /**
   * Checks tiles.
   *
   * @param sums finished ones by neuron, corrected in place
   * @return the tiles that must be computed again
   */
  List<Integer> check(int[] sums, List<Integer> some, int attempt) {
    int taps = node.windowSize();
    Cells own =
        new Cells(
            cells(FaultSite.OPERAND, attempt, 2L * tiles.size() * taps),
            cells(FaultSite.PRODUCT, attempt, (long) checks * taps),
            cells(FaultSite.PARTIAL_SUM, attempt, (long) checks * taps),
            cells(FaultSite.ACCUMULATOR, attempt, checks));
    List<Integer> again = new ArrayList<>();
    for (int number : some) {
      boolean detected = check(sums, tiles.get(number), own);
      Reaction reaction = settings.detected();
      boolean repeats = reaction == Reaction.REPEAT || reaction == Reaction.REFETCH;
      if (detected && repeats && attempt < settings.attempts()) {
        again.add(number);
        if (reaction == Reaction.REFETCH && !node.isProduct() && isOfPixels) {
          wrongWeights.add(tiles.get(number).filterTile);
        }
      }
    }
    return again;
  }

  /** The filters whose weights are read again before a turn; their checksum weights are, too. */
  Set<Integer> readAgain(int attempt) {
    Set<Integer> filters = new TreeSet<>();
    int taps = node.windowSize();
    long words = (long) (tiles.get(tiles.size() - 1).filterTile + 1) * taps;
    var sent = drawn.words(FaultSite.DRAM, layer.index(), KEY, 1 + attempt, words, weightBits);
    for (Tile tile : tiles) {
      if (wrongWeights.contains(tile.filterTile)) {
        IntStream.of(tile.filters).forEach(filters::add);
        for (long word = (long) tile.filterTile * taps;
            word < (tile.filterTile + 1L) * taps;
            word++) {
          weights.put(word, sent.getOrDefault(word, 0));
        }
      }
    }
    wrongWeights.clear();
    return filters;
  }

  /** The flips of its own cells inside the array. */
  private record Cells(
      Map<Long, Integer> operands,
      Map<Long, Integer> products,
      Map<Long, Integer> partialSums,
      Map<Long, Integer> sums) {}

  private Map<Long, Integer> cells(FaultSite site, int attempt, long words) {
    return drawn.words(site, layer.index(), KEY, attempt, words, Integer.SIZE);
  }

  private boolean check(int[] sums, Tile tile, Cells own) {
    int[][] y = new int[tile.pixels.length][tile.filters.length];
    int[][] error = new int[tile.pixels.length][tile.filters.length];
    int[] ofPixels = new int[tile.pixels.length];
    int[] ofFilters = new int[tile.filters.length];
    for (int p = 0; p < tile.pixels.length; p++) {
      for (int f = 0; f < tile.filters.length; f++) {
        int neuron = tile.filters[f] * node.pixels() + tile.pixels[p];
        y[p][f] = sums[neuron] - operands.bias(neuron);
        error[p][f] = y[p][f] - sound(tile.filters[f], tile.pixels[p]);
        ofPixels[p] += y[p][f];
        ofFilters[f] += y[p][f];
      }
    }
    List<Integer> wrongPixels = new ArrayList<>();
    List<Integer> wrongFilters = new ArrayList<>();
    int allPixels = 0;
    int allFilters = 0;
    for (int p = 0; p < ofPixels.length; p++) {
      ofPixels[p] -= ofPixel(tile, p, own);
      allPixels += ofPixels[p];
      if (ofPixels[p] != 0) {
        wrongPixels.add(p);
      }
    }
    for (int f = 0; f < ofFilters.length; f++) {
      ofFilters[f] -= ofFilter(tile, f, own);
      allFilters += ofFilters[f];
      if (ofFilters[f] != 0) {
        wrongFilters.add(f);
      }
    }
    boolean sound = wrongPixels.isEmpty() && wrongFilters.isEmpty();
    isOfPixels = wrongFilters.isEmpty();
    boolean oneFilter = wrongFilters.size() == 1 && !wrongPixels.isEmpty();
    boolean onePixel = wrongPixels.size() == 1 && !wrongFilters.isEmpty();
    boolean located = (oneFilter || onePixel) && allPixels == allFilters;
    boolean readRight = isZero(error);
    if (located) {
      for (int p : wrongPixels) {
        for (int f : wrongFilters) {
          int change = oneFilter ? ofPixels[p] : ofFilters[f];
          sums[tile.filters[f] * node.pixels() + tile.pixels[p]] -= change;
          error[p][f] -= change;
        }
      }
    }
    Outcome outcome;
    if (sound) {
      outcome = readRight ? Outcome.CLEAN : Outcome.MISSED;
    } else if (located) {
      outcome = isZero(error) ? Outcome.CORRECTED : Outcome.MISCORRECTED;
    } else {
      outcome = readRight ? Outcome.FALSE_ALARM : Outcome.DETECTED;
    }
    drawn.count(FaultSite.ACCUMULATOR, KEY, layer.index(), outcome);
    return !sound && !located;
  }

  private static boolean isZero(int[][] errors) {
    return IntStream.range(0, errors.length)
        .allMatch(row -> IntStream.of(errors[row]).allMatch(error -> error == 0));
  }

  /** What the network's own weights give. */
  private int sound(int filter, int pixel) {
    int sum = 0;
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int weight = operands.soundWeight(filter, tap);
      sum += operands.input(filter, pixel, tap) * weight;
    }
    return sum;
  }

  private int ofPixel(Tile tile, int p, Cells own) {
    int taps = node.windowSize();
    long check = tile.firstCheck + p;
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      int weight = 0;
      for (int filter : tile.filters) {
        weight += operands.soundWeight(filter, tap);
      }
      weight ^= weights.getOrDefault((long) tile.filterTile * taps + tap, 0);
      weight = weightBits == 16 ? (short) weight : weight << 8 >> 8;
      weight ^= own.operands.getOrDefault((tile.number * 2L) * taps + tap, 0);
      int x = operands.streamedInput(tile.filters[0], tile.pixels[p], tap);
      sum = step(sum, x * weight, check * taps + tap, own);
    }
    return sum ^ own.sums.getOrDefault(check, 0);
  }

  private int ofFilter(Tile tile, int f, Cells own) {
    int taps = node.windowSize();
    long check = tile.firstCheck + tile.pixels.length + f;
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      int x = 0;
      for (int pixel : tile.pixels) {
        x += operands.input(tile.filters[0], pixel, tap);
      }
      x ^= own.operands.getOrDefault((tile.number * 2L + 1) * taps + tap, 0);
      int weight = operands.streamedWeight(tile.filters[f], tile.pixels[0], tap);
      sum = step(sum, x * weight, check * taps + tap, own);
    }
    return sum ^ own.sums.getOrDefault(check, 0);
  }

  private static int step(int sum, int product, long word, Cells own) {
    int added = sum + (product ^ own.products.getOrDefault(word, 0));
    return added ^ own.partialSums.getOrDefault(word, 0);
  }
}
