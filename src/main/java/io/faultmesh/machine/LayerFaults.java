package io.faultmesh.machine;

import io.faultmesh.fault.Registers;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.scenario.FaultSite;

/**
 * All flips of one layer while one image passes, drawn once and counted once; injectors and
 * processing elements look up here what strikes them. Passes 1 and 2 are the repetitions of
 * repeated channels.
 */
final class LayerFaults {
  private static final int PASSES = 3;

  private final SparseFlips dram;
  private final SparseFlips weights;
  private final SparseFlips biases;
  private final SparseFlips scales;
  private final boolean parametersLast;
  private final SparseFlips inputs;
  private final SparseFlips[] operands;
  private final SparseFlips[] products;
  private final SparseFlips[] partialSums;
  private final SparseFlips[] sums;
  private final SparseFlips[] results;
  private final Registers[][] registers;

  private LayerFaults(
      DesignFaults faults, int layer, int image, boolean repeats, Registers[][] own) {
    dram = stored(faults, FaultSite.DRAM, layer, image);
    weights = stored(faults, FaultSite.WEIGHT, layer, image);
    biases = stored(faults, FaultSite.BIAS, layer, image);
    scales = stored(faults, FaultSite.SCALE, layer, image);
    parametersLast = faults != null && faults.isPerTrial(FaultSite.WEIGHT);
    inputs = stored(faults, FaultSite.INPUT, layer, image);
    operands = passes(faults, FaultSite.OPERAND, layer, image, repeats);
    products = passes(faults, FaultSite.PRODUCT, layer, image, repeats);
    partialSums = passes(faults, FaultSite.PARTIAL_SUM, layer, image, repeats);
    sums = passes(faults, FaultSite.ACCUMULATOR, layer, image, repeats);
    results = passes(faults, FaultSite.ACTIVATION, layer, image, repeats);
    registers = own;
  }

  /**
   * Draws a layer's flips.
   *
   * @param faults null for a run without faults
   * @param registers see {@link DesignFaults#registers}
   */
  static LayerFaults draw(DesignFaults faults, int layer, int image, Registers[][] registers) {
    boolean repeats =
        faults != null && !faults.protection().layers().get(layer).repeatedChannels().isEmpty();
    return new LayerFaults(faults, layer, image, repeats, registers);
  }

  private static SparseFlips stored(DesignFaults faults, FaultSite site, int layer, int image) {
    return faults != null && faults.strikes(site, layer)
        ? SparseFlips.of(faults.flips(site, layer, image))
        : SparseFlips.NONE;
  }

  private static SparseFlips[] passes(
      DesignFaults faults, FaultSite site, int layer, int image, boolean repeats) {
    SparseFlips[] passes = {SparseFlips.NONE, SparseFlips.NONE, SparseFlips.NONE};
    passes[0] = stored(faults, site, layer, image);
    for (int pass = 1; repeats && pass < PASSES && faults.strikes(site, layer); pass++) {
      passes[pass] = SparseFlips.of(faults.repeatedPass(site, layer, image, pass));
    }
    return passes;
  }

  SparseFlips dram() {
    return dram;
  }

  SparseFlips weights() {
    return weights;
  }

  /** A filter's bias as the output stage has it. */
  int bias(IntegerLayer layer, int filter) {
    return layer.bias()[filter] ^ biases.maskOf(filter, 0);
  }

  /** A filter's multiplier as the output stage has it. */
  float multiplier(IntegerLayer layer, int filter) {
    float multiplier = layer.requantiser().multipliers()[filter];
    int mask = scales.maskOf(filter, 0);
    return mask == 0
        ? multiplier
        : Float.intBitsToFloat(Float.floatToRawIntBits(multiplier) ^ mask);
  }

  SparseFlips biases() {
    return biases;
  }

  SparseFlips scales() {
    return scales;
  }

  /** Whether the flips of weights, biases and scales last for the whole trial. */
  boolean parametersLast() {
    return parametersLast;
  }

  SparseFlips inputs() {
    return inputs;
  }

  SparseFlips operands(int pass) {
    return operands[pass];
  }

  SparseFlips products(int pass) {
    return products[pass];
  }

  SparseFlips partialSums(int pass) {
    return partialSums[pass];
  }

  /** Flips of a pass's values at a stage of the result path. */
  SparseFlips at(Message.Stage stage, int pass) {
    return switch (stage) {
      case SUM -> sums[pass];
      case RESULT -> results[pass];
      case PASS -> SparseFlips.NONE;
    };
  }

  /** Whether any pass has flips there. */
  boolean strikes(Message.Stage stage) {
    return !(at(stage, 0).isEmpty() && at(stage, 1).isEmpty() && at(stage, 2).isEmpty());
  }

  boolean strikesOperands() {
    return !(operands[0].isEmpty() && operands[1].isEmpty() && operands[2].isEmpty());
  }

  /** Whether a processing element must go product by product. */
  boolean strikesMacs(int pass) {
    return !products[pass].isEmpty() || !partialSums[pass].isEmpty();
  }

  /** Registers by replica and element; null where none is stuck. */
  Registers[][] registers() {
    return registers;
  }
}
