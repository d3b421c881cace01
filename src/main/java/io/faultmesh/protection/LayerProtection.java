package io.faultmesh.protection;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;

/** What a design does to one layer. */
public final class LayerProtection {
  private static final int RESULT_BITS = 8;

  private final Convolution layer;
  private final int[] truncations;
  private final Recompute recompute;
  private final int ordinaryBits;
  private final int importantBits;
  private final boolean reuse;
  private final BitSet important;
  private final BitSet recomputed;

  LayerProtection(IntegerLayer layer, DesignSettings design, boolean reuse, BitSet important) {
    this.layer = layer.node();
    this.truncations = layer.truncations();
    this.recompute = design.recompute();
    this.ordinaryBits = design.ordinaryBits();
    this.importantBits = design.importantBits();
    this.reuse = reuse;
    this.important = important;
    this.recomputed = recompute == Recompute.DPPU ? important : new BitSet();
  }

  private LayerProtection(LayerProtection design, BitSet recomputed) {
    this.layer = design.layer;
    this.truncations = design.truncations;
    this.recompute = design.recompute;
    this.ordinaryBits = design.ordinaryBits;
    this.importantBits = design.importantBits;
    this.reuse = design.reuse;
    this.important = design.important;
    this.recomputed = recomputed;
  }

  /** The same, with more neurons for the dot-product unit, which keep their voted bits. */
  LayerProtection repairing(BitSet neurons) {
    BitSet all = (BitSet) recomputed.clone();
    all.or(neurons);
    return new LayerProtection(this, all);
  }

  private boolean isImportant(int neuron) {
    return recompute == Recompute.CHANNELS
        ? important.get(neuron / layer.pixels())
        : important.get(neuron);
  }

  /** Top result bits of a neuron that are triplicated and voted bit by bit. */
  private int votedBits(int neuron) {
    if (!isImportant(neuron)) {
      return ordinaryBits;
    }
    // A repeated channel is voted over whole passes, not inside one.
    return recompute == Recompute.CHANNELS ? 0 : importantBits;
  }

  /** Whether any bit of the layer is triplicated. */
  public boolean votes() {
    return ordinaryBits > 0
        || (recompute != Recompute.CHANNELS && importantBits > 0 && !important.isEmpty());
  }

  /** Whether a site has replicas of its own; stored and passing operands are shared. */
  public boolean votes(FaultSite site) {
    return switch (site) {
      case ACTIVATION, ACCUMULATOR, PARTIAL_SUM, PRODUCT, PE -> true;
      case DRAM, WEIGHT, INPUT, OPERAND, BIAS, SCALE -> false;
    };
  }

  /** The voted bits of a neuron's int8 result. */
  public int resultMask(int neuron) {
    return -(1 << (RESULT_BITS - votedBits(neuron))) & 0xff;
  }

  /**
   * The voted columns of a neuron's sums: from {@code t + 8 - n} up, where truncation by {@code t}
   * puts the top n result bits, and the sign above them.
   */
  public int columnMask(int neuron) {
    int bits = votedBits(neuron);
    if (bits == 0) {
      return 0;
    }
    int lowest = truncations[neuron / layer.pixels()] + RESULT_BITS - bits;
    return lowest >= Integer.SIZE ? 0 : -1 << lowest;
  }

  /** The voted bits of a site's value, given the neuron it belongs to. */
  public int mask(FaultSite site, int neuron) {
    return switch (site) {
      case ACTIVATION -> resultMask(neuron);
      case ACCUMULATOR, PARTIAL_SUM -> columnMask(neuron);
      case PRODUCT -> columnMask(neuron) & 0xffff;
      // Shared by all replicas.
      case DRAM, WEIGHT, INPUT, OPERAND, BIAS, SCALE -> 0;
      case PE -> throw new IllegalArgumentException("stuck registers are voted at each write");
    };
  }

  /** Whether the dot-product unit computes a neuron in the array's stead. */
  public boolean isRecomputed(int neuron) {
    return recomputed.get(neuron);
  }

  /** Whether flips of operands on their way to the array reach a neuron. */
  public boolean seesOperandFlips(int neuron) {
    return reuse || !isRecomputed(neuron);
  }

  /** Whether the dot-product unit takes the operands that the array receives. */
  public boolean sharesOperands() {
    return reuse;
  }

  /** The channels that the array computes three times; empty unless the design repeats channels. */
  public BitSet repeatedChannels() {
    return recompute == Recompute.CHANNELS ? important : new BitSet();
  }

  /** The neurons that the dot-product unit recomputes. */
  public BitSet recomputedNeurons() {
    return recomputed;
  }
}
