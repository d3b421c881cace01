package io.faultmesh.machine.work;

import io.faultmesh.arithmetic.Multiplier;
import io.faultmesh.arithmetic.WindowedCarry;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.ShadowLatch;
import io.faultmesh.protection.struck.Repetition;
import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.protection.struck.Turn;
import io.faultmesh.protection.struck.UnitSums;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One struck layer on the machine: its folds in order, those that repeat channels last. */
public final class LayerJob {
  private final int step;
  private final Protection design;
  private final IntegerLayer layer;
  private final LayerProtection protection;
  private final LayerMapping mapping;
  private final ArraySettings array;
  private final int unitWindow;
  private final LayerFaults faults;
  private final long sumCapacityBytes;
  private final int layers;
  private final List<FoldJob> repeats;
  private final SumTiles tiles;

  private final Turn turn;
  private final int firstFold;
  private final LayerJob first;
  private final LayerJob before;
  private final BitSet readAgain;

  private final LayerDelays delays;

  /**
   * Set by the cache before any operand leaves it, where these are not those of the turn before.
   */
  private volatile LayerOperands operands;

  public LayerJob(
      int step,
      IntegerLayer layer,
      Protection design,
      LayerFaults faults,
      AcceleratorSettings memory) {
    this.step = step;
    this.layer = layer;
    this.protection = faults.protection(design.layers().get(layer.index()));
    this.mapping = design.mappings().get(layer.index());
    this.design = design;
    this.array = design.array();
    this.layers = design.layers().size();
    this.unitWindow = design.built().columns();
    this.faults = faults;
    this.sumCapacityBytes = memory.cache().outputKiB() * 1024L;
    this.tiles = protection.tileCheck().isPresent() ? new SumTiles(mapping) : null;
    this.delays = new LayerDelays(hasOwnSums() ? protection.passes() : 0, layer.node().neurons());
    this.repeats = new RepeatedFolds(this).plan(mapping.folds());
    this.turn = Turn.FIRST;
    this.firstFold = 0;
    this.first = this;
    this.before = null;
    this.readAgain = new BitSet();
  }

  /** Some folds once more, behind all that were computed. */
  private LayerJob(LayerJob before, Turn turn, LayerFaults faults) {
    this.step = before.step;
    this.layer = before.layer;
    this.protection = before.protection;
    this.mapping = before.mapping;
    this.design = before.design;
    this.array = before.array;
    this.layers = before.layers;
    this.unitWindow = before.unitWindow;
    this.faults = faults;
    this.sumCapacityBytes = before.sumCapacityBytes;
    this.tiles = before.tiles;
    this.delays = before.delays;
    this.turn = turn;
    this.firstFold = before.folds();
    this.first = before.first;
    this.before = before;
    this.readAgain = turn.readAgain(mapping);
    this.repeats = new ArrayList<>();
    for (int index = 0; index < first.folds(); index++) {
      FoldJob fold = first.fold(index);
      if (turn.has(fold.original())) {
        repeats.add(fold.again(this, firstFold + repeats.size()));
      }
    }
  }

  /**
   * The layer's work behind what is done, if some folds are computed once more.
   *
   * @param again flips of what is computed
   */
  public LayerJob again(Turn next, LayerFaults again) {
    return new LayerJob(this, next, again);
  }

  /** Adds the numbers of all folds that a neuron's sum is made in. */
  public void addFolds(int neuron, BitSet folds) {
    int pixel = neuron % node().pixels();
    for (int tap = 0; tap < node().windowSize(); ) {
      Fold fold = mapping.foldOf(neuron / node().pixels(), pixel, tap);
      folds.set(fold.index());
      tap += fold.taps();
    }
  }

  /** Adds what the check of a tile wants, which results belong to. */
  public void addAgain(ResultBatch results, Repetition into) {
    int neuron = results.neurons()[0];
    int tile = tiles.tileOf(neuron / node().pixels(), neuron % node().pixels());
    into.add(tiles, tile, results.again());
  }

  /** Whether a neuron's sum is made in this turn. */
  public boolean computes(int neuron) {
    int pixel = neuron % node().pixels();
    return turn.has(mapping.foldOf(neuron / node().pixels(), pixel, 0).index());
  }

  /** Which folds are computed, and how often they were computed before. */
  public Turn turn() {
    return turn;
  }

  /** The filters whose weights are read again before this turn. */
  public BitSet readAgain() {
    return readAgain;
  }

  /** Bytes that come from DRAM for some bytes of operands. */
  public long dramBytes(long bytes) {
    return design.dramBytes(bytes);
  }

  /** All folds, extra ones included. */
  public int folds() {
    return (first == this ? mapping.folds() : firstFold) + repeats.size();
  }

  public FoldJob fold(int index) {
    if (first != this) {
      return repeats.get(index - firstFold);
    }
    if (index >= mapping.folds()) {
      return repeats.get(index - mapping.folds());
    }
    Fold tile = mapping.fold(index);
    int[] filters = new int[tile.filters()];
    for (int i = 0; i < filters.length; i++) {
      int filter = tile.firstFilter() + i;
      filters[mapping.place(filter) - mapping.firstPlace(tile)] = filter;
    }
    return protection.abreast() > 1
        ? FoldJob.abreast(this, index, tile, filters, protection.abreast())
        : new FoldJob(this, index, index, tile, filters, null);
  }

  /** Whether sums are others than exact ones of exact products, even without faults. */
  public final boolean hasOwnSums() {
    return array.stream() != null || faults.hasOwnSums();
  }

  /** What adds up such sums. */
  public RunningSum runningSum(FlipTally sink) {
    return faults.hasOwnSums()
        ? faults.runningSum(sink)
        : new RunningSum(
            WindowedCarry.EXACT, layer.index(), null, Multiplier.of(array.stream()), sink);
  }

  /** What makes it take longer. */
  public LayerDelays delays() {
    return delays;
  }

  /** Cycles that the array has waited for late sums, and for results that the unit computed. */
  public long waited() {
    ShadowLatch latch = design.latch();
    long late = latch == null || latch.drops() ? 0 : delays.lateCycles();
    return late + delays.recomputing();
  }

  /** Number of the step in the image's run. */
  public int step() {
    return step;
  }

  public IntegerLayer layer() {
    return layer;
  }

  public Convolution node() {
    return layer.node();
  }

  public LayerProtection protection() {
    return protection;
  }

  public LayerMapping mapping() {
    return mapping;
  }

  public ArraySettings array() {
    return array;
  }

  /** Operands of each stream that a register file of the dot-product unit holds. */
  int unitWindow() {
    return unitWindow;
  }

  public LayerFaults faults() {
    return faults;
  }

  public void operands(LayerOperands own) {
    operands = own;
  }

  private LayerOperands operands() {
    return operands == null ? before.operands() : operands;
  }

  /** The tiles of its sums; null unless these are checked. */
  public SumTiles tiles() {
    return tiles;
  }

  /** The input values of a neuron's products, as the buffer gives them. */
  public int[] window(int filter, int pixel) {
    return operands().window(filter, pixel);
  }

  /** A weight as the buffer gives it. */
  public int weight(int filter, int tap) {
    return operands().weight(filter, tap);
  }

  /** A weight that the network has; in a product the second operand as the buffer gives it. */
  public int soundWeight(int filter, int tap) {
    return node().isProduct()
        ? weight(filter, tap)
        : layer.weights()[filter * node().windowSize() + tap];
  }

  /** A neuron's finished sum, with bias, that nothing inside the array has changed. */
  public int expectedSum(int neuron) {
    return operands().sum(neuron) + faults.bias(layer, neuron / node().pixels());
  }

  /** A neuron's result as the dot-product unit computes it. */
  public int recomputed(UnitSums unit, int neuron) {
    int filter = neuron / node().pixels();
    int sum = operands().recomputed(unit, neuron, faults.bias(layer, filter));
    return layer.requantiser().apply(sum, faults.multiplier(layer, filter));
  }

  /** The result of {@link #expectedSum}. */
  public int expectedResult(int neuron) {
    float multiplier = faults.multiplier(layer, neuron / node().pixels());
    return layer.requantiser().apply(expectedSum(neuron), multiplier);
  }

  /** A tally for what falls in one component: the given one, or the first. */
  public FlipTally tally(FlipTally known) {
    return known == null ? faults.tally(layers) : known;
  }

  /** The dot-product unit's neurons. */
  BitSet recomputed() {
    return protection.recomputedNeurons();
  }

  /** Bytes of running sums that the output buffer can keep between K tiles. */
  public long sumCapacity() {
    return sumCapacityBytes;
  }
}
