package io.faultmesh.oracle;

import io.faultmesh.fault.StuckBit;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One struck layer, for one image, neuron by neuron and product by product. */
final class SlowLayer {
  private static final int ALL = -1;

  private final IntegerLayer layer;
  private final Convolution node;
  private final int index;
  private final SlowDesign design;
  private final SlowFolds folds;
  private final List<List<StuckBit>> stuck;
  private final SlowFlips drawn;
  private final byte[] weights;
  private final byte[] input;
  private final int[] sums;
  private Map<Long, Integer> biases;
  private Map<Long, Integer> scales;

  /** The flips inside the array and behind it, by site and replica. */
  private final Map<FaultSite, List<Map<Long, Integer>>> flips = new EnumMap<>(FaultSite.class);

  SlowLayer(
      IntegerLayer layer,
      SlowDesign design,
      SlowFolds folds,
      List<List<StuckBit>> stuck,
      SlowFlips drawn,
      byte[] input) {
    this.layer = layer;
    this.node = layer.node();
    this.index = layer.index();
    this.design = design;
    this.folds = folds;
    this.stuck = stuck;
    this.drawn = drawn;
    this.weights = layer.weights().clone();
    this.input = input.clone();
    this.sums = new int[node.neurons()];
    strikeMemory();
    drawInside();
  }

  /** DRAM holds the weights, then the input; then the cache's own flips. */
  private void strikeMemory() {
    Map<Long, Integer> dram =
        drawn.draw(FaultSite.DRAM, index, 0, (long) weights.length + input.length);
    drawn.count(FaultSite.DRAM, index, dram, value -> ALL);
    dram.forEach(
        (value, mask) -> {
          if (value < weights.length) {
            weights[value.intValue()] ^= mask.byteValue();
          } else {
            input[value.intValue() - weights.length] ^= mask.byteValue();
          }
        });
    Map<Long, Integer> stored = drawn.draw(FaultSite.WEIGHT, index, 0, weights.length);
    stored.forEach((value, mask) -> weights[value.intValue()] ^= mask.byteValue());
    if (!design.plan().isPerTrial(FaultSite.WEIGHT)) {
      drawn.count(FaultSite.WEIGHT, index, stored, value -> ALL);
    }
    Map<Long, Integer> cached = drawn.draw(FaultSite.INPUT, index, 0, input.length);
    cached.forEach((value, mask) -> input[value.intValue()] ^= mask.byteValue());
    drawn.count(FaultSite.INPUT, index, cached, value -> ALL);
  }

  /** Biases and scales are shared by all copies and passes, as weights are. */
  private Map<Long, Integer> strikeRegisters(FaultSite site) {
    Map<Long, Integer> flips = drawn.draw(site, index, 0, node.filters());
    if (!design.plan().isPerTrial(site)) {
      drawn.count(site, index, flips, value -> ALL);
    }
    return flips;
  }

  private void drawInside() {
    biases = strikeRegisters(FaultSite.BIAS);
    scales = strikeRegisters(FaultSite.SCALE);
    long operands = folds == null ? 0 : folds.operands();
    draw(FaultSite.OPERAND, operands, 0);
    draw(FaultSite.PRODUCT, node.macs(), node.windowSize());
    draw(FaultSite.PARTIAL_SUM, node.macs(), node.windowSize());
    draw(FaultSite.ACCUMULATOR, node.neurons(), 1);
    draw(FaultSite.ACTIVATION, node.neurons(), 1);
  }

  /** Draws three replicas; of 1 and 2 only voted bits and repeated channels exist. */
  private void draw(FaultSite site, long values, int valuesPerNeuron) {
    List<Map<Long, Integer>> replicas = new ArrayList<>();
    Set<Long> repeated = site == FaultSite.OPERAND ? repeatedOperands() : Set.of();
    for (int replica = 0; replica < 3; replica++) {
      Map<Long, Integer> own = drawn.draw(site, index, replica, values);
      replicas.add(own);
      boolean first = replica == 0;
      drawn.count(
          site,
          index,
          own,
          value -> {
            if (first) {
              return ALL;
            }
            if (site == FaultSite.OPERAND) {
              return repeated.contains(value) ? ALL : 0;
            }
            int neuron = (int) (value / valuesPerNeuron);
            return design.repeats(index, channel(neuron)) ? ALL : mask(site, neuron);
          });
    }
    flips.put(site, replicas);
  }

  private Set<Long> repeatedOperands() {
    Set<Long> operands = new HashSet<>();
    for (int channel = 0; channel < node.filters(); channel++) {
      if (folds != null && design.repeats(index, channel)) {
        for (int pixel = 0; pixel < node.pixels(); pixel++) {
          for (int tap = 0; tap < node.windowSize(); tap++) {
            operands.add(folds.inputOperand(channel, pixel, tap));
            operands.add(folds.weightOperand(channel, pixel, tap));
          }
        }
      }
    }
    return operands;
  }

  private int flip(FaultSite site, int replica, long value) {
    Map<Long, Integer> own = flips.get(site).get(replica);
    return own.isEmpty() ? 0 : own.getOrDefault(value, 0);
  }

  private int channel(int neuron) {
    return neuron / node.pixels();
  }

  /** The voted bits of a value that belongs to a neuron. */
  private int mask(FaultSite site, int neuron) {
    int bits = design.votedBits(index, channel(neuron), neuron);
    int lowest =
        site == FaultSite.ACTIVATION ? 8 - bits : layer.truncations()[channel(neuron)] + 8 - bits;
    int mask = 0;
    for (int bit = lowest; bits > 0 && bit < site.bitsPerValue(); bit++) {
      mask |= 1 << bit;
    }
    return mask;
  }

  /** The finished sums of pass 0, without bias. */
  int[] sums() {
    return sums;
  }

  byte[] results() {
    byte[] results = new byte[node.neurons()];
    for (int neuron = 0; neuron < results.length; neuron++) {
      int a = result(neuron, 0);
      if (design.repeats(index, channel(neuron))) {
        a = majority(a, result(neuron, 1), result(neuron, 2));
      }
      results[neuron] = (byte) a;
    }
    return results;
  }

  private int result(int neuron, int pass) {
    int sum = sum(neuron, pass);
    if (pass == 0) {
      sums[neuron] = sum;
    }
    long filter = channel(neuron);
    int bias = layer.bias()[channel(neuron)] ^ biases.getOrDefault(filter, 0);
    int finished = copies(FaultSite.ACCUMULATOR, neuron, neuron, pass, sum + bias);
    int bits = Float.floatToRawIntBits(layer.requantiser().multipliers()[channel(neuron)]);
    float m = Float.intBitsToFloat(bits ^ scales.getOrDefault(filter, 0));
    int result = SlowNodes.clipped((float) finished * m, layer.output(), node.clip());
    return (byte) copies(FaultSite.ACTIVATION, neuron, neuron, pass, result);
  }

  /** A value in its three copies, each with its own flips, and the vote over them. */
  private int copies(FaultSite site, long value, int neuron, int pass, int correct) {
    int a = correct ^ flip(site, pass, value);
    if (design.repeats(index, channel(neuron))) {
      return a;
    }
    int b = correct ^ flip(site, 1, value);
    int c = correct ^ flip(site, 2, value);
    return vote(a, b, c, mask(site, neuron));
  }

  private static int majority(int a, int b, int c) {
    return a & b | a & c | b & c;
  }

  private static int vote(int a, int b, int c, int mask) {
    return majority(a, b, c) & mask | a & ~mask;
  }

  private int sum(int neuron, int pass) {
    int filter = channel(neuron);
    int pixel = neuron % node.pixels();
    boolean onArray = !design.isOnDppu(index, neuron);
    boolean permanent = onArray && !stuckNowhere();
    boolean seesOperandFlips = folds != null && (onArray || design.dppu().reuse());
    int sum = 0;
    if (permanent && folds.isOutputStationary()) {
      sum = write(FaultSite.PARTIAL_SUM, ALL, neuron, pass, 0, element(filter, pixel, 0, pass));
    }
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int x = inputValue(filter, pixel, tap);
      int w = weights[filter * node.windowSize() + tap];
      if (seesOperandFlips) {
        x = input(x ^ flip(FaultSite.OPERAND, pass, folds.inputOperand(filter, pixel, tap)));
        w = (byte) (w ^ flip(FaultSite.OPERAND, pass, folds.weightOperand(filter, pixel, tap)));
      }
      int element = ALL;
      if (permanent) {
        element = element(filter, pixel, tap, pass);
        x = input(SlowFlips.force(stuck.get(0), element, 0, 8, x));
        w = (byte) SlowFlips.force(stuck.get(0), element, 8, 8, w);
      }
      long mac = (long) neuron * node.windowSize() + tap;
      int product = (short) write(FaultSite.PRODUCT, mac, neuron, pass, x * w, element);
      sum = write(FaultSite.PARTIAL_SUM, mac, neuron, pass, sum + product, element);
    }
    return sum;
  }

  private boolean stuckNowhere() {
    return stuck.stream().allMatch(List::isEmpty);
  }

  /** The packed passes 1 and 2 stand side by side behind each other, group by group. */
  private int element(int filter, int pixel, int tap, int pass) {
    int perGroup = node.filtersPerGroup();
    int place = filter % perGroup;
    if (pass > 0) {
      int repeated = 0;
      int before = 0;
      for (int n = filter - place; n < filter - place + perGroup; n++) {
        repeated += design.repeats(index, n) ? 1 : 0;
        before += design.repeats(index, n) && n < filter ? 1 : 0;
      }
      place = (pass - 1) * repeated + before;
    }
    return folds.element(place, pixel, tap);
  }

  /** Writes a product or accumulator register: flips, then stuck bits, then the vote. */
  private int write(FaultSite site, long mac, int neuron, int pass, int value, int element) {
    int firstBit = site == FaultSite.PRODUCT ? 16 : 32;
    int[] copies = new int[3];
    for (int r = 0; r < 3; r++) {
      int replica = pass > 0 ? pass : r;
      copies[r] = mac == ALL ? value : value ^ flip(site, replica, mac);
      // Every pass of a repeated channel runs on the same registers.
      List<StuckBit> own = stuck.get(pass > 0 ? 0 : r);
      if (element != ALL) {
        copies[r] = SlowFlips.force(own, element, firstBit, site.bitsPerValue(), copies[r]);
      }
    }
    boolean repeats = design.repeats(index, channel(neuron));
    return repeats ? copies[0] : vote(copies[0], copies[1], copies[2], mask(site, neuron));
  }

  private int input(int bits) {
    return SlowNodes.decoded(layer.input(), (byte) bits);
  }

  /** Padding is the zero point. K goes by input channel, then row, then column of the window. */
  private int inputValue(int filter, int pixel, int tap) {
    int area = node.window().area();
    int kernelWidth = node.window().kernelWidth();
    Shape out = node.output().shape();
    int channel = filter / node.filtersPerGroup() * node.inputChannelsPerGroup() + tap / area;
    int[] place = {channel, pixel / out.width(), pixel % out.width()};
    int ky = tap % area / kernelWidth;
    int kx = tap % area % kernelWidth;
    int[] inImage = SlowNodes.tap(node.window(), place, ky, kx);
    return input(SlowNodes.at(input, node.input().shape(), inImage, layer.input().zeroPoint()));
  }
}
