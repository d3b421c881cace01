package io.faultmesh.fast.struck;

import io.faultmesh.fault.Registers;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.protection.struck.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;

/**
 * What strikes inside the array, in one pass over one image's layer: operands, products, partial
 * sums, stuck registers, finished sums. Operand flips alone are corrections, since a sum is linear
 * in them; a neuron with any of the others is computed again, product by product.
 */
final class ArrayStrike {
  private final LayerImage image;
  private final Convolution node;
  private final DesignFaults faults;
  private final Registers[][] registers;
  private final int dataIndex;
  private final int pass;
  private Set<Integer> metByOperands = Set.of();
  private final LayerMapping mapping;
  private final LayerProtection protection;

  /**
   * A pass.
   *
   * @param protection of the layer while the image passes
   * @param pass 0, or 1 and 2 for the repetitions of repeated channels
   */
  ArrayStrike(
      LayerImage image,
      DesignFaults faults,
      LayerProtection protection,
      Registers[][] registers,
      int dataIndex,
      int pass) {
    this.image = image;
    this.node = image.node();
    this.faults = faults;
    this.registers = registers;
    this.dataIndex = dataIndex;
    this.pass = pass;
    this.mapping = faults.mapping(image.layer().index());
    this.protection = protection;
  }

  /** Whether anything may strike inside the array. */
  static boolean reaches(DesignFaults faults, int layer, Registers[][] registers) {
    return registers != null
        || faults.hasOwnSums(layer)
        || faults.strikes(FaultSite.OPERAND, layer)
        || faults.strikes(FaultSite.PRODUCT, layer)
        || faults.strikes(FaultSite.PARTIAL_SUM, layer)
        || faults.strikes(FaultSite.ACCUMULATOR, layer);
  }

  /** Strikes the sums; gives the operands that were struck. */
  OperandFlips apply(Sums sums) {
    OperandFlips operands = OperandFlips.none();
    if (strikes(FaultSite.OPERAND)) {
      operands = new OperandFlips(open(FaultSite.OPERAND), mapping);
      operands.correct(image, protection, sums);
      metByOperands = Set.copyOf(sums.changed().keySet());
    }
    recompute(operands, sums);
    if (strikes(FaultSite.ACCUMULATOR)) {
      // The finished sum holds the bias, which is added later here.
      LongToIntFunction finished = neuron -> sums.get(place(neuron)) + bias(neuron);
      int layer = image.layer().index();
      StruckValues struck = faults.values(FaultSite.ACCUMULATOR, layer, dataIndex, pass, finished);
      while (struck.advance()) {
        sums.set(place(struck.value()), struck.bits() - bias(struck.value()));
      }
    }
    return operands;
  }

  private int place(long neuron) {
    return image.place((int) neuron / node.pixels(), (int) neuron % node.pixels());
  }

  private int bias(long neuron) {
    return image.parameters().bias((int) neuron / node.pixels());
  }

  private boolean strikes(FaultSite site) {
    return faults.strikes(site, image.layer().index());
  }

  /**
   * Whether the pass and the turn have a neuron: a struck input reaches others of its fold, too.
   */
  private boolean isComputed(int neuron) {
    boolean inPass = pass == 0 || protection.repeatedChannels().get(neuron / node.pixels());
    boolean inTurn =
        faults.turn().attempt() == 0
            || faults.turn().has(SiteSpace.fold(FaultSite.ACTIVATION, neuron, node, mapping));
    return inPass && inTurn;
  }

  private VotedFlips open(FaultSite site) {
    return faults.flips(site, image.layer().index(), dataIndex, pass);
  }

  private void recompute(OperandFlips operands, Sums sums) {
    StreamFlips streams =
        strikes(FaultSite.PRODUCT_STREAM)
            ? StreamFlips.of(open(FaultSite.PRODUCT_STREAM), mapping.streamLength())
            : StreamFlips.NONE;
    Map<Long, int[]> products = collect(FaultSite.PRODUCT);
    Map<Long, int[]> partialSums = collect(FaultSite.PARTIAL_SUM);
    RunningSum adder =
        faults.hasOwnSums(image.layer().index())
            ? faults.runningSum(image.layer().index(), faults.tally())
            : null;
    if (products.isEmpty() && partialSums.isEmpty() && registers == null && adder == null) {
      return;
    }
    NeuronRecomputation recomputation =
        new NeuronRecomputation(
            image,
            mapping,
            protection,
            registers,
            pass,
            operands,
            streams,
            products,
            partialSums,
            adder);
    BitSet struck = recomputation.neurons();
    if (adder != null) {
      metByOperands.forEach(
          place -> struck.set(place % node.filters() * node.pixels() + place / node.filters()));
      addUnstruck(adder, struck, sums);
    }
    struck.stream()
        .filter(this::isComputed)
        .forEach(
            neuron -> {
              int place = image.place(neuron / node.pixels(), neuron % node.pixels());
              sums.set(place, recomputation.sum(neuron));
            });
  }

  /** Late sums of the neurons that nothing else strikes. */
  private void addUnstruck(RunningSum adder, BitSet struck, Sums sums) {
    int rows = mapping.isOutputStationary() ? 0 : mapping.rows();
    TimedSums timed = new TimedSums(image, adder, rows);
    // Pixel by pixel, so that the filters of one share its window.
    for (int place = 0; place < node.neurons(); place++) {
      int filter = place % node.filters();
      int pixel = place / node.filters();
      int neuron = filter * node.pixels() + pixel;
      boolean isOnArray = isComputed(neuron) && !protection.isRecomputed(neuron);
      if (isOnArray && !struck.get(neuron)) {
        sums.set(place, timed.sum(filter, pixel, neuron));
      }
    }
  }

  /** The three replicas' flips by value number. */
  private Map<Long, int[]> collect(FaultSite site) {
    Map<Long, int[]> flips = new TreeMap<>();
    if (strikes(site)) {
      VotedFlips source = open(site);
      while (source.advance()) {
        flips.put(source.value(), new int[] {source.flips(0), source.flips(1), source.flips(2)});
      }
    }
    return flips;
  }
}
