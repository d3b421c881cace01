package io.faultmesh.protection.struck;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The own cells of a {@link TileCheck} in one layer: how many there are, and which flip. */
public final class TileCheckDraws {
  /** The sites where it has cells. */
  static final List<FaultSite> SITES =
      List.of(
          FaultSite.DRAM,
          FaultSite.WEIGHT,
          FaultSite.OPERAND,
          FaultSite.PRODUCT,
          FaultSite.PARTIAL_SUM,
          FaultSite.ACCUMULATOR);

  private final TileCheck check;
  private final SumTiles tiles;
  private final Convolution layer;
  private final Station dram;

  /**
   * The cells of a layer.
   *
   * @param dram where its checksum weights come from
   */
  public TileCheckDraws(TileCheck check, SumTiles tiles, Convolution layer, Station dram) {
    this.check = check;
    this.tiles = tiles;
    this.layer = layer;
    this.dram = dram;
  }

  /** Words of a site; none where it has none. */
  public long words(FaultSite site) {
    long taps = layer.windowSize();
    return switch (site) {
      // The second operand of a product comes without a check sum: the checker adds it up.
      case DRAM, WEIGHT -> layer.isProduct() ? 0 : tiles.filterTiles() * taps;
      case OPERAND -> (long) tiles.tiles() * TileCheck.OPERANDS * taps;
      case PRODUCT, PARTIAL_SUM -> Math.multiplyExact(tiles.checks(), taps);
      case ACCUMULATOR -> tiles.checks();
      default -> 0;
    };
  }

  /** Bits of a word. */
  public int bits(FaultSite site) {
    return site == FaultSite.DRAM || site == FaultSite.WEIGHT
        ? TileCheck.weightBits(tiles)
        : TileCheck.BITS;
  }

  /**
   * Draws the flips of an image.
   *
   * @param turn in which stored words are as they were in the first, or come from DRAM anew
   * @param tally takes those that belong to the image alone
   */
  public TileCheckFlips draw(
      FaultPlan plan, int trial, int image, int index, Turn turn, FlipTally tally) {
    TileCheckFlips flips =
        new TileCheckFlips(
            new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    draw(plan, trial, image, index, turn, FaultSite.DRAM, flips.weights(), tally);
    draw(plan, trial, image, index, turn, FaultSite.WEIGHT, flips.weights(), tally);
    draw(plan, trial, image, index, turn, FaultSite.OPERAND, flips.operands(), tally);
    draw(plan, trial, image, index, turn, FaultSite.PRODUCT, flips.products(), tally);
    draw(plan, trial, image, index, turn, FaultSite.PARTIAL_SUM, flips.partialSums(), tally);
    draw(plan, trial, image, index, turn, FaultSite.ACCUMULATOR, flips.sums(), tally);
    return flips;
  }

  private void draw(
      FaultPlan plan,
      int trial,
      int image,
      int index,
      Turn turn,
      FaultSite site,
      SortedMap<Long, Integer> into,
      FlipTally tally) {
    if (!plan.strikes(site) || !plan.strikesLayer(index)) {
      return;
    }
    SortedMap<Long, Integer> own = new TreeMap<>();
    boolean stored = site == FaultSite.DRAM || site == FaultSite.WEIGHT;
    Draw draw = plan.draw(trial, image, index, site).ofKind(check.mechanism());
    draw = stored ? draw : draw.ofAttempt(turn.attempt());
    TileCheckFlips.take(plan.redundantFlips(draw, words(site), bits(site)), bits(site), own);
    if (stored) {
      refetch(plan, draw, turn, own);
    } else {
      own.keySet().removeIf(word -> !turn.has(tiles.lastFold(tile(site, word)).index()));
    }
    if (!plan.isPerTrial(site) && turn.attempt() == 0) {
      count(site, index, own, tally);
    }
    own.forEach((word, mask) -> into.merge(word, mask, (a, b) -> a ^ b));
  }

  /** Puts what strikes words that were read again in the place of what struck them before. */
  private void refetch(FaultPlan plan, Draw first, Turn turn, SortedMap<Long, Integer> own) {
    int taps = layer.windowSize();
    FaultSite site = first.site();
    turn.refetched()
        .forEach(
            (tile, attempt) -> {
              SortedMap<Long, Integer> before = own.subMap((long) tile * taps, (tile + 1L) * taps);
              before.clear();
              if (site == FaultSite.DRAM) {
                SortedMap<Long, Integer> again = new TreeMap<>();
                Draw draw = first.ofAttempt(dram.transfer(1 + attempt));
                TileCheckFlips.take(
                    plan.redundantFlips(draw, words(site), bits(site)), bits(site), again);
                own.putAll(again.subMap((long) tile * taps, (tile + 1L) * taps));
              }
            });
  }

  /** The tile that a word inside the array belongs to. */
  private int tile(FaultSite site, long word) {
    int taps = layer.windowSize();
    return switch (site) {
      case OPERAND -> (int) (word / taps / TileCheck.OPERANDS);
      case PRODUCT, PARTIAL_SUM -> tiles.tileOfCheck(word / taps);
      default -> tiles.tileOfCheck(word);
    };
  }

  /** Counts the flips that outlast images. */
  public void countPerTrial(FaultPlan plan, int trial, int index, FlipTally tally) {
    for (FaultSite site : SITES) {
      if (plan.isPerTrial(site)) {
        SortedMap<Long, Integer> own = new TreeMap<>();
        Draw draw = plan.draw(trial, 0, index, site).ofKind(check.mechanism());
        TileCheckFlips.take(plan.redundantFlips(draw, words(site), bits(site)), bits(site), own);
        count(site, index, own, tally);
      }
    }
  }

  private void count(FaultSite site, int index, SortedMap<Long, Integer> flips, FlipTally tally) {
    flips.forEach(
        (word, mask) ->
            tally.countRedundant(
                check.cells(site), bits(site), index, 0, word, Integer.toUnsignedLong(mask)));
  }
}
