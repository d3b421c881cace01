package io.faultmesh.machine.fault;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Refetch;
import io.faultmesh.fault.Registers;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.NodePlace;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.protection.struck.TileCheckFlips;
import io.faultmesh.protection.struck.Turn;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All flips of one layer while one image passes. What strikes passing values is drawn once and
 * counted once, and injectors and processing elements look it up here; what strikes stored values
 * is drawn when they are read. Passes 1 and 2 are the repetitions of repeated channels.
 */
public final class LayerFaults {
  private final StoredFaults dram;
  private final StoredFaults weights;
  private final SparseFlips biases;
  private final SparseFlips scales;
  private final SparseFlips tables;
  private final SparseFlips added;
  private final List<FlipLog.Entry> parameterEntries = new ArrayList<>();
  private final StoredFaults inputs;
  private final StoredFaults storedResults;
  private final SparseFlips[] operands;
  private final SparseFlips[] streams;
  private final SparseFlips[] products;
  private final SparseFlips[] partialSums;
  private final SparseFlips[] sums;
  private final SparseFlips[] results;
  private final Registers[][] registers;
  private final TileCheckFlips tileCheck;
  private final LayerProtection struckDesign;
  private final boolean drawn;
  private final boolean keepsFlips;
  private final DesignFaults timed;
  private final int layer;

  private LayerFaults(DesignFaults faults, int layer, int image, int count, Registers[][] own) {
    this.layer = layer;
    timed = faults != null && faults.hasOwnSums(layer) ? faults : null;
    dram = new StoredFaults(faults, FaultSite.DRAM, layer, image);
    weights = new StoredFaults(faults, FaultSite.WEIGHT, layer, image);
    biases = parameters(faults, FaultSite.BIAS, layer, image);
    scales = parameters(faults, FaultSite.SCALE, layer, image);
    tables = parameters(faults, FaultSite.TABLE, layer, image);
    added = parameters(faults, FaultSite.SUM, layer, image);
    inputs = new StoredFaults(faults, FaultSite.INPUT, layer, image);
    operands = SparseFlips.passes(faults, FaultSite.OPERAND, layer, image, count);
    streams = SparseFlips.passes(faults, FaultSite.PRODUCT_STREAM, layer, image, count);
    products = SparseFlips.passes(faults, FaultSite.PRODUCT, layer, image, count);
    partialSums = SparseFlips.passes(faults, FaultSite.PARTIAL_SUM, layer, image, count);
    sums = SparseFlips.passes(faults, FaultSite.ACCUMULATOR, layer, image, count);
    boolean together = faults != null && storesTogether(faults, layer);
    storedResults = new StoredFaults(together ? faults : null, FaultSite.ACTIVATION, layer, image);
    results =
        SparseFlips.passes(together ? null : faults, FaultSite.ACTIVATION, layer, image, count);
    registers = own;
    tileCheck =
        faults == null ? TileCheckFlips.NONE : told(faults, alone -> alone.tileCheck(layer, image));
    struckDesign = faults == null ? null : told(faults, alone -> alone.protection(layer, image));
    drawn = faults != null;
    keepsFlips = faults != null && faults.tally().log() != null;
  }

  /**
   * Draws a layer's flips.
   *
   * @param faults null for a run without faults
   * @param registers see {@link io.faultmesh.protection.struck.DesignFaults#registers}
   */
  public static LayerFaults draw(
      DesignFaults faults, int layer, int image, Registers[][] registers) {
    int passes = faults == null ? 1 : faults.protection().layers().get(layer).passes();
    return new LayerFaults(faults, layer, image, passes, registers);
  }

  /** The same stored values, and new flips of what is computed once more. */
  public LayerFaults again(DesignFaults faults, int layer, int image, Turn turn) {
    return faults == null ? this : new LayerFaults(this, faults.at(turn), layer, image);
  }

  private LayerFaults(LayerFaults first, DesignFaults faults, int layer, int image) {
    int count = faults.protection().layers().get(layer).passes();
    this.layer = layer;
    timed = first.timed;
    dram = first.dram.again(faults.turn());
    weights = first.weights;
    biases = first.biases;
    scales = first.scales;
    tables = first.tables;
    added = first.added;
    inputs = first.inputs;
    operands = SparseFlips.passes(faults, FaultSite.OPERAND, layer, image, count);
    streams = SparseFlips.passes(faults, FaultSite.PRODUCT_STREAM, layer, image, count);
    products = SparseFlips.passes(faults, FaultSite.PRODUCT, layer, image, count);
    partialSums = SparseFlips.passes(faults, FaultSite.PARTIAL_SUM, layer, image, count);
    sums = SparseFlips.passes(faults, FaultSite.ACCUMULATOR, layer, image, count);
    storedResults = first.storedResults;
    boolean together = storesTogether(faults, layer);
    results =
        SparseFlips.passes(together ? null : faults, FaultSite.ACTIVATION, layer, image, count);
    registers = first.registers;
    tileCheck = faults.tileCheck(layer, image);
    struckDesign = first.struckDesign;
    drawn = true;
    keepsFlips = first.keepsFlips;
  }

  /** Whether results are checked in words, so that they are read when the tensor is whole. */
  private static boolean storesTogether(DesignFaults faults, int layer) {
    return faults.buffers().stick(FaultSite.ACTIVATION)
        || !faults.protection().layers().get(layer).station(FaultSite.ACTIVATION).isBitwise();
  }

  private SparseFlips parameters(DesignFaults faults, FaultSite site, int layer, int image) {
    return faults == null || !faults.strikes(site, layer)
        ? SparseFlips.NONE
        : told(faults, alone -> SparseFlips.of(alone.parameters(site, layer, image)));
  }

  /** Draws, counts what is drawn, and keeps it for traces. */
  private <T> T told(DesignFaults faults, Function<DesignFaults, T> draw) {
    FlipLog log = new FlipLog();
    FlipTally own = new FlipTally(faults.protection().layers().size(), log);
    T drawn = draw.apply(faults.countedBy(own));
    faults.tally().add(own);
    parameterEntries.addAll(log.entries());
    return drawn;
  }

  /** The layer's weights, then its input, on their way from DRAM. */
  public StoredFaults dram() {
    return dram;
  }

  public StoredFaults weights() {
    return weights;
  }

  /** An empty tally that keeps flips if those of the image are kept. */
  public FlipTally tally(int layers) {
    return new FlipTally(layers, keepsFlips ? new FlipLog() : null);
  }

  /** A filter's bias as the output stage has it. */
  public int bias(IntegerLayer layer, int filter) {
    return layer.bias()[filter] ^ biases.maskOf(filter, 0);
  }

  /** A filter's multiplier as the output stage has it. */
  public float multiplier(IntegerLayer layer, int filter) {
    float multiplier = layer.requantiser().multipliers()[filter];
    int mask = scales.maskOf(filter, 0);
    return mask == 0
        ? multiplier
        : Float.intBitsToFloat(Float.floatToRawIntBits(multiplier) ^ mask);
  }

  /** What strikes the cells that check the sums of tiles. */
  public TileCheckFlips tileCheck() {
    return tileCheck;
  }

  /**
   * The layer's design while the image passes.
   *
   * @param design without faults
   */
  public LayerProtection protection(LayerProtection design) {
    return struckDesign == null ? design : struckDesign;
  }

  /** Whether anything may be struck. */
  public boolean isDrawn() {
    return drawn;
  }

  /**
   * A table as a node reads it.
   *
   * @param number of the table behind the layer
   */
  public LookupTable table(LookupTable table, int number) {
    if (tables.isEmpty()) {
      return table;
    }
    byte[] struck = table.results().clone();
    for (int entry = 0; entry < struck.length; entry++) {
      struck[entry] ^= (byte) tables.maskOf((long) number * LookupTable.ENTRIES + entry, 0);
    }
    return new LookupTable(struck);
  }

  /**
   * The results of an addition behind the layer, as the output buffer has them.
   *
   * @param place of the node among additions behind the layer
   */
  public byte[] added(byte[] results, NodePlace place) {
    if (added.isEmpty()) {
      return results;
    }
    byte[] struck = results.clone();
    for (int value = 0; value < struck.length; value++) {
      struck[value] ^= (byte) added.maskOf(place.first() + value, 0);
    }
    return struck;
  }

  /**
   * Each flip and check of parameters, of nodes behind the layer, and tile checks that belongs to
   * the image alone.
   */
  public List<FlipLog.Entry> parameterEntries() {
    return parameterEntries;
  }

  public StoredFaults inputs() {
    return inputs;
  }

  /** The words that are read again, once the layer's operands are read. */
  public List<Refetch> refetches() {
    return Stream.of(dram, weights, inputs).flatMap(site -> site.refetches().stream()).toList();
  }

  /** Results that are read when all of a layer are there; those that pass one by one are not. */
  public StoredFaults storedResults() {
    return storedResults;
  }

  public SparseFlips operands(int pass) {
    return operands[pass];
  }

  public SparseFlips streams(int pass) {
    return streams[pass];
  }

  public SparseFlips products(int pass) {
    return products[pass];
  }

  public SparseFlips partialSums(int pass) {
    return partialSums[pass];
  }

  /** Flips of a pass's values at a stage of the result path. */
  public SparseFlips at(Stage stage, int pass) {
    return switch (stage) {
      case SUM -> sums[pass];
      case RESULT -> results[pass];
      case PASS -> SparseFlips.NONE;
    };
  }

  /** Whether any pass has flips there. */
  public boolean strikes(Stage stage) {
    return !(at(stage, 0).isEmpty() && at(stage, 1).isEmpty() && at(stage, 2).isEmpty());
  }

  public boolean strikesOperands() {
    return !(operands[0].isEmpty() && operands[1].isEmpty() && operands[2].isEmpty());
  }

  /** Whether sums are others than exact ones of exact products. */
  public boolean hasOwnSums() {
    return timed != null;
  }

  /** What adds up such sums. */
  public RunningSum runningSum(FlipTally sink) {
    return timed.runningSum(layer, sink);
  }

  /** Whether a processing element must go product by product. */
  public boolean strikesMacs(int pass) {
    return !products[pass].isEmpty() || !partialSums[pass].isEmpty();
  }

  /** Registers by replica and element; null where none is stuck. */
  Registers[][] registers() {
    return registers;
  }
}
