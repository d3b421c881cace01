package io.faultmesh.fast.struck;

import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.Repetition;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.protection.struck.Turn;
import io.faultmesh.protection.struck.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * One image at one layer, pass after pass, and turn after turn where a check wants folds computed
 * again: its sums as the array gives them, and its results as they are read.
 */
final class LayerPasses {
  private final IntegerLayer layer;
  private final Convolution node;
  private final DesignFaults faults;
  private final LayerProtection protection;
  private final LayerMapping mapping;
  private final Registers[][] registers;
  private final int dataIndex;
  private final ByteBuffer values;
  private final int offset;
  private final RepeatedPasses passes = new RepeatedPasses();

  /** In which the checks of sums wanted folds again. */
  private final List<Turn> turns = new ArrayList<>();

  private LayerImage place;
  private Sums clean;

  /**
   * An image at a layer.
   *
   * @param registers see {@link DesignFaults#registers}
   * @param dataIndex of the image in the data set
   * @param values results of the layer's kernel, {@code [pixel][filter]} from {@code offset} on
   */
  LayerPasses(
      IntegerLayer layer,
      DesignFaults faults,
      Registers[][] registers,
      int dataIndex,
      ByteBuffer values,
      int offset) {
    this.layer = layer;
    this.node = layer.node();
    this.faults = faults;
    this.protection = faults.protection(layer.index(), dataIndex);
    this.mapping = faults.mapping(layer.index());
    this.registers = registers;
    this.dataIndex = dataIndex;
    this.values = values;
    this.offset = offset;
  }

  private FlipTally tally() {
    return faults.tally();
  }

  /** Strikes the sums, pass 0 last, and stores the results of those that changed. */
  void sums(LayerImage image, Sums sums) {
    place = image;
    clean = sums.again();
    for (int pass = 1; pass < protection.passes(); pass++) {
      strikePass(pass, Turn.FIRST);
    }
    Turn turn = Turn.FIRST;
    Repetition again = strike(0, turn, sums);
    BitSet reread = new BitSet();
    while (!again.isEmpty()) {
      turn = turn.next(again);
      turns.add(turn);
      reread.or(readAgain(turn));
      Sums own = clean.again();
      again = strike(0, turn, own);
      Turn known = turn;
      sums.changed().keySet().removeIf(at -> isIn(known, at));
      own.changed().forEach(sums::set);
      keepReread(reread, turn, sums);
    }
    store(sums);
  }

  /** The image's place at the layer, with the weights that were there last. */
  LayerImage place() {
    return place;
  }

  /** Reads weights again; gives the filters where that makes a difference. */
  private BitSet readAgain(Turn turn) {
    BitSet filters = turn.readAgain(mapping);
    if (!filters.isEmpty()) {
      BitSet struck = place.parameters().filtersOfWeights();
      byte[] read = layer.weights().clone();
      faults.readAgain(layer.index(), dataIndex, turn, read);
      place = place.with(place.parameters().withWeights(filters, read));
      clean = clean.with(place);
      struck.or(place.parameters().filtersOfWeights());
      filters.and(struck);
    }
    return filters;
  }

  /** A turn's sums with other weights are others than those that the layer's results come from. */
  private void keepReread(BitSet filters, Turn turn, Sums sums) {
    filters.stream()
        .forEach(
            filter -> {
              for (int pixel = 0; pixel < node.pixels(); pixel++) {
                int at = place.place(filter, pixel);
                if (isIn(turn, at) && !sums.changed().containsKey(at)) {
                  sums.set(at, clean.get(at));
                }
              }
            });
  }

  private void store(Sums sums) {
    sums.changed()
        .forEach(
            (at, sum) -> {
              keepClean(at);
              values.put(offset + at, place.result(at, sum));
            });
  }

  private void keepClean(int at) {
    if (protection.passes() > 1) {
      passes.keepClean(at, values.get(offset + at));
    }
  }

  private DesignFaults faults(Turn turn) {
    return turn.attempt() == 0 ? faults : faults.at(turn);
  }

  /** What a pass makes of sums; gives what must be done again. */
  private Repetition strike(int pass, Turn turn, Sums sums) {
    DesignFaults own = faults(turn);
    OperandFlips operands =
        ArrayStrike.reaches(faults, layer.index(), registers)
            ? new ArrayStrike(place, own, protection, registers, dataIndex, pass).apply(sums)
            : OperandFlips.none();
    if (protection.judges(FaultSite.ACCUMULATOR)) {
      new Judgement(place, protection, tally()).sums(sums, pass, place -> isIn(turn, place));
    }
    return protection
        .tileCheck()
        .map(check -> checks(check, own, operands).apply(sums))
        .orElseGet(Repetition::none);
  }

  private TileChecks checks(TileCheck check, DesignFaults own, OperandFlips operands) {
    return new TileChecks(
        place,
        mapping,
        check,
        own.tileCheck(layer.index(), dataIndex),
        operands,
        own.turn(),
        tally());
  }

  private boolean isIn(Turn turn, int at) {
    return turn.attempt() == 0 || turn.has(fold(neuron(at)));
  }

  /** A loop, for every flip of every layer asks. */
  private boolean isInAny(List<Turn> some, int at) {
    for (Turn turn : some) {
      if (isIn(turn, at)) {
        return true;
      }
    }
    return false;
  }

  private int fold(long neuron) {
    return SiteSpace.fold(FaultSite.ACTIVATION, neuron, node, mapping);
  }

  private long neuron(int at) {
    return (long) (at % node.filters()) * node.pixels() + at / node.filters();
  }

  private int at(long neuron) {
    return FaultStrikes.position(node, neuron);
  }

  /** Puts the struck results of a repeated pass; only those of repeated channels mean anything. */
  private void strikePass(int pass, Turn turn) {
    Map<Integer, Byte> struck = passes.pass(pass);
    Sums sums = clean.again();
    strike(pass, turn, sums);
    sums.changed().forEach((at, sum) -> struck.put(at, place.result(at, sum)));
    if (faults.strikes(FaultSite.ACTIVATION, layer.index())) {
      VotedFlips flips = faults(turn).flips(FaultSite.ACTIVATION, layer.index(), dataIndex, pass);
      while (flips.advance()) {
        int at = at(flips.value());
        byte result = struck.getOrDefault(at, passes.clean(at, values.get(offset + at)));
        struck.put(at, (byte) (result ^ flips.afterVote()));
      }
    }
  }

  /** Strikes the stored results, votes over passes, and computes again what these tell apart. */
  void results() {
    // Results that are read in words are read when all of the layer are there.
    boolean together =
        faults.buffers().stick(FaultSite.ACTIVATION)
            || !protection.station(FaultSite.ACTIVATION).isBitwise();
    for (int i = 0; i <= (together ? 0 : turns.size()); i++) {
      List<Turn> later = together ? List.of() : turns.subList(i, turns.size());
      strikeResults(i == 0 ? Turn.FIRST : turns.get(i - 1), later);
    }
    if (protection.passes() > 1) {
      vote();
    }
  }

  /** Strikes the results of a turn that no later turn gives again. */
  private void strikeResults(Turn turn, List<Turn> later) {
    if (!faults.strikes(FaultSite.ACTIVATION, layer.index())) {
      return;
    }
    LongToIntFunction right = v -> Layout.value(values.get(offset + at(v)), layer.output());
    LongToIntFunction again =
        protection.station(FaultSite.ACTIVATION).recomputes()
            ? place.recomputed(faults.unitSums(layer.index(), dataIndex))
            : right;
    StruckValues struck =
        faults(turn).values(FaultSite.ACTIVATION, layer.index(), dataIndex, 0, right, again);
    while (struck.advance()) {
      int at = at(struck.value());
      if (!isInAny(later, at)) {
        keepClean(at);
        values.put(offset + at, (byte) (values.get(offset + at) ^ struck.left()));
      }
    }
  }

  private void vote() {
    Turn turn = Turn.FIRST;
    BitSet again = vote(turn);
    SumTiles tiles = again.isEmpty() ? null : new SumTiles(mapping);
    while (!again.isEmpty() && turn.attempt() < protection.attempts()) {
      BitSet folds = new BitSet();
      again.stream()
          .forEach(
              at -> tiles.setFolds(tiles.tileOf(at % node.filters(), at / node.filters()), folds));
      turn = turn.next(Repetition.of(folds));
      passes.forgetStruck();
      Turn known = turn;
      passes.restore(at -> isIn(known, at), values, offset);
      for (int pass = 1; pass < protection.passes(); pass++) {
        strikePass(pass, turn);
      }
      Sums sums = clean.again();
      strike(0, turn, sums);
      store(sums);
      strikeResults(turn, List.of());
      again = vote(turn);
    }
  }

  /** Votes over the results of a turn; gives the places of those that two passes tell apart. */
  private BitSet vote(Turn turn) {
    return passes.vote(
        protection.repeatedChannels(),
        protection.passes(),
        node,
        protection.repeatVote(turn.attempt(), tally()),
        values,
        offset,
        at -> isIn(turn, at));
  }
}
