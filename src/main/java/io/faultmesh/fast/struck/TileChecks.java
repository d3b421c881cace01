package io.faultmesh.fast.struck;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.protection.struck.Repetition;
import io.faultmesh.protection.struck.TileCheckFlips;
import io.faultmesh.protection.struck.Turn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The check of one image's tiles at one layer. Sums and check sums are equal without faults, so
 * only what faults change is followed: tiles that nothing strikes are not looked at.
 */
final class TileChecks {
  private final LayerImage image;
  private final Convolution node;
  private final SumTiles tiles;
  private final TileCheck check;
  private final TileCheckFlips flips;
  private final CheckSums checks;
  private final Turn turn;
  private final FlipTally tally;

  TileChecks(
      LayerImage image,
      LayerMapping mapping,
      TileCheck check,
      TileCheckFlips flips,
      OperandFlips operands,
      Turn turn,
      FlipTally tally) {
    this.image = image;
    this.node = image.node();
    this.tiles = new SumTiles(mapping);
    this.check = check;
    this.flips = flips;
    this.checks = new CheckSums(image, mapping, tiles, flips, operands);
    this.turn = turn;
    this.tally = tally;
  }

  /** Checks the tiles and takes located errors off their sums; says what must be done again. */
  Repetition apply(Sums sums) {
    Repetition again = Repetition.none();
    Sums unchanged = sums.again();
    SortedMap<Integer, Map<Integer, Integer>> changes = new TreeMap<>();
    sums.changed()
        .forEach(
            (place, sum) -> {
              int tile = tiles.tileOf(place % node.filters(), place / node.filters());
              changes
                  .computeIfAbsent(tile, key -> new HashMap<>())
                  .put(place, sum - unchanged.get(place));
            });
    struckTiles().forEach(tile -> changes.computeIfAbsent(tile, key -> new HashMap<>()));
    changes.forEach(
        (tile, own) -> {
          if (turn.has(tiles.lastFold(tile).index())) {
            again.add(tiles, tile, check(tile, own, sums));
          }
        });
    return again;
  }

  /** The tiles whose checks, operands or weights are struck. */
  private List<Integer> struckTiles() {
    int taps = node.windowSize();
    SortedMap<Integer, Boolean> struck = new TreeMap<>();
    flips.sums().keySet().forEach(sum -> struck.put(tiles.tileOfCheck(sum), true));
    flips.products().keySet().forEach(p -> struck.put(tiles.tileOfCheck(p / taps), true));
    flips.partialSums().keySet().forEach(p -> struck.put(tiles.tileOfCheck(p / taps), true));
    flips.operands().keySet().forEach(o -> struck.put((int) (o / taps / TileCheck.OPERANDS), true));
    checks.operandTiles().forEach(tile -> struck.put(tile, true));
    boolean[] filterTiles = new boolean[tiles.filterTiles()];
    flips.weights().keySet().forEach(word -> filterTiles[(int) (word / taps)] = true);
    for (int filter : image.parameters().filtersOfWeights().stream().toArray()) {
      filterTiles[tiles.filterTile(tiles.tileOf(filter, 0))] = true;
    }
    for (int tile = 0; tile < tiles.tiles(); tile++) {
      if (filterTiles[tiles.filterTile(tile)]) {
        struck.put(tile, true);
      }
    }
    return List.copyOf(struck.keySet());
  }

  /** Checks a tile; says what must be done again. */
  private TileCheck.Again check(int tile, Map<Integer, Integer> changes, Sums sums) {
    Fold fold = tiles.lastFold(tile);
    int[][] errors = new int[fold.pixels()][fold.filters()];
    int[] pixels = new int[fold.pixels()];
    int[] filters = new int[fold.filters()];
    changes.forEach(
        (place, change) -> {
          int pixel = place / node.filters() - fold.firstPixel();
          int filter = place % node.filters() - fold.firstFilter();
          errors[pixel][filter] = change;
          pixels[pixel] += change;
          filters[filter] += change;
        });
    // The check of a filter has the same struck weights, that of a pixel has checksum weights.
    checks.addStruckWeights(fold, errors, pixels);
    checks.subtract(tile, pixels, filters);
    TileCheck.Finding finding = TileCheck.find(pixels, filters);
    boolean readRight = isRight(errors);
    for (int p = 0; p < finding.changes().length; p++) {
      for (int f = 0; f < fold.filters(); f++) {
        int change = finding.changes()[p][f];
        if (change != 0) {
          int place = image.place(fold.firstFilter() + f, fold.firstPixel() + p);
          sums.set(place, sums.get(place) - change);
          errors[p][f] -= change;
        }
      }
    }
    Outcome outcome = finding.verdict().outcome(readRight, isRight(errors));
    int first = tiles.neuron(fold.firstFilter(), fold.firstPixel());
    tally.checked(check.cells(), image.layer().index(), first, outcome);
    if (check.stops(finding.verdict(), turn.attempt())) {
      tally.stopped();
    }
    return check.again(finding, turn.attempt(), node);
  }

  private static boolean isRight(int[][] errors) {
    return Arrays.stream(errors).flatMapToInt(Arrays::stream).allMatch(error -> error == 0);
  }
}
