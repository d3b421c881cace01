package io.faultmesh.oracle;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

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
  private final SlowMemory memory;
  private final SlowRanges ranges;
  private final byte[] weights;
  private final byte[] input;
  private final int[] sums;
  private final Map<Long, Integer> biases;
  private final Map<Long, Integer> scales;
  private final SlowPlaces places;
  private final SlowCopies copies;
  private final SlowTiming timing;

  SlowLayer(
      IntegerLayer layer,
      SlowDesign design,
      int image,
      SlowFolds folds,
      List<List<StuckBit>> stuck,
      SlowFlips drawn,
      SlowRanges.Bounds bounds,
      byte[] input) {
    this.layer = layer;
    this.node = layer.node();
    this.index = layer.index();
    this.design = design;
    this.folds = folds;
    this.stuck = stuck;
    this.drawn = drawn;
    this.memory = new SlowMemory(design, drawn, index);
    this.ranges = new SlowRanges(design, drawn, layer, bounds);
    this.input = input.clone();
    this.sums = new int[node.neurons()];
    byte[] stored = layer.weights().clone();
    strikeMemory(stored);
    this.weights = node.isProduct() ? SlowVectors.secondOperands(node, this.input) : stored;
    this.biases = registers(FaultSite.BIAS, filter -> layer.bias()[filter]);
    this.scales =
        registers(
            FaultSite.SCALE,
            filter -> Float.floatToRawIntBits(layer.requantiser().multipliers()[filter]));
    this.timing = new SlowTiming(design, node, index, drawn);
    this.places = new SlowPlaces(design, node, index, folds);
    this.copies = new SlowCopies(layer, design, folds, places, image, drawn);
  }

  /** DRAM holds the weights, then the input; then the cache's own flips. */
  private void strikeMemory(byte[] weights) {
    int zero = layer.input().zeroPoint();
    FaultSite dram = FaultSite.DRAM;
    List<SlowMemory.Checks> checks = memory.checks(dram, weights.length, input.length);
    List<Map<Long, Integer>> flips = copies(dram, weights.length + input.length);
    memory.read(dram, weights, 0, flips, checks, 0);
    memory.read(dram, input, weights.length, flips, checks, zero);
    readBuffer(FaultSite.WEIGHT, weights, 0);
    readBuffer(FaultSite.INPUT, input, zero);
  }

  private void readBuffer(FaultSite site, byte[] tensor, int zero) {
    List<SlowMemory.Checks> checks = memory.checks(site, tensor.length);
    memory.read(site, tensor, 0, copies(site, tensor.length), checks, zero);
  }

  private List<Map<Long, Integer>> copies(FaultSite site, long values) {
    List<Map<Long, Integer>> flips = new ArrayList<>();
    for (int copy = 0; copy < (design.copier(site) == null ? 1 : 3); copy++) {
      flips.add(stored(site, copy, values));
    }
    return flips;
  }

  /** Stored values are shared by all passes; of what lasts, no single image tells. */
  private Map<Long, Integer> stored(FaultSite site, int copy, long values) {
    long firstTensor = site == FaultSite.DRAM ? layer.weights().length : 0;
    Map<Long, Integer> flips = drawn.draw(site, index, copy, firstTensor, values);
    if (!design.plan().isPerTrial(site)) {
      drawn.count(site, index, flips, value -> ALL);
    }
    return flips;
  }

  /** The flips of what the output stage's registers are read as, by filter. */
  private Map<Long, Integer> registers(FaultSite site, IntUnaryOperator written) {
    Map<Long, Integer> flips = stored(site, 0, node.filters());
    Map<Long, Integer> read = new TreeMap<>();
    for (int filter = 0; filter < node.filters(); filter++) {
      int value = written.applyAsInt(filter);
      int struck = value ^ flips.getOrDefault((long) filter, 0);
      boolean[] bits = new boolean[Integer.SIZE];
      for (int bit = 0; bit < bits.length; bit++) {
        bits[bit] = (struck >>> bit & 1) != 0;
      }
      bits = drawn.stick(site, 0, Draw.DATA, 1, filter, bits, bit -> true);
      for (int bit = 0; bit < bits.length; bit++) {
        if (bits[bit] != ((value >>> bit & 1) != 0)) {
          read.merge((long) filter, 1 << bit, (a, b) -> a | b);
        }
      }
    }
    return read;
  }

  private int channel(int neuron) {
    return neuron / node.pixels();
  }

  /** The finished sums of pass 0, without bias. */
  int[] sums() {
    return sums;
  }

  /** The results as they are read: passes are voted before a range looks at what is left. */
  byte[] results() {
    byte[] written = new byte[node.neurons()];
    for (int neuron = 0; neuron < written.length; neuron++) {
      written[neuron] = (byte) result(neuron, 0);
    }
    byte[] results =
        memory.readResults(
            written,
            neuron -> copies.mask(FaultSite.ACTIVATION, neuron),
            copies.replicas(FaultSite.ACTIVATION),
            layer.output().zeroPoint());
    for (int neuron = 0; neuron < results.length; neuron++) {
      if (design.repeats(index, channel(neuron))) {
        results[neuron] = (byte) repeatedVote(neuron, results[neuron]);
      }
      if (ranges.lookAt(FaultSite.ACTIVATION)) {
        int value = SlowNodes.decoded(layer.output(), results[neuron]);
        int expected = SlowNodes.decoded(layer.output(), (byte) expectedResult(neuron));
        results[neuron] =
            (byte) ranges.judge(FaultSite.ACTIVATION, channel(neuron), value, expected);
      }
    }
    return results;
  }

  private int repeatedVote(int neuron, int first) {
    int[] passes = {first, 0, 0};
    for (int pass = 1; pass < 3; pass++) {
      passes[pass] =
          (byte) (result(neuron, pass) ^ copies.flip(FaultSite.ACTIVATION, pass, neuron));
    }
    // Three passes that agree are not looked into.
    if (passes[0] != passes[1] || passes[0] != passes[2]) {
      Outcome outcome = SlowMemory.voted((byte) expectedResult(neuron), passes, 0xff);
      drawn.count(FaultSite.ACTIVATION, "repeat", index, outcome);
    }
    return SlowMemory.majority(passes[0], passes[1], passes[2]);
  }

  private int bias(int neuron) {
    return layer.bias()[channel(neuron)] ^ biases.getOrDefault((long) channel(neuron), 0);
  }

  /** The result before it is stored. */
  private int result(int neuron, int pass) {
    int sum = sum(neuron, pass);
    if (pass == 0) {
      sums[neuron] = sum;
    }
    int finished = copies.voted(FaultSite.ACCUMULATOR, neuron, pass, sum + bias(neuron));
    if (ranges.lookAt(FaultSite.ACCUMULATOR)) {
      int expected = expectedSum(neuron);
      finished = ranges.judge(FaultSite.ACCUMULATOR, channel(neuron), finished, expected);
    }
    return requantised(neuron, finished);
  }

  private int requantised(int neuron, int sum) {
    int bits = Float.floatToRawIntBits(layer.requantiser().multipliers()[channel(neuron)]);
    float m = Float.intBitsToFloat(bits ^ scales.getOrDefault((long) channel(neuron), 0));
    return SlowNodes.clipped((float) sum * m, layer.output(), node.clip());
  }

  /** What the stored operands give where nothing inside the array is wrong. */
  private int expectedSum(int neuron) {
    int sum = bias(neuron);
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int weight = weights[channel(neuron) * node.windowSize() + tap];
      sum += inputValue(channel(neuron), neuron % node.pixels(), tap) * weight;
    }
    return sum;
  }

  private int expectedResult(int neuron) {
    return requantised(neuron, expectedSum(neuron));
  }

  private int sum(int neuron, int pass) {
    int filter = channel(neuron);
    int pixel = neuron % node.pixels();
    boolean onArray = !design.isOnDppu(index, neuron);
    boolean permanent = onArray && !stuckNowhere();
    boolean seesOperandFlips = folds != null && (onArray || design.dppu().reuse());
    int sum = 0;
    if (permanent && folds.isOutputStationary()) {
      sum =
          write(
              FaultSite.PARTIAL_SUM, ALL, neuron, pass, 0, places.element(filter, pixel, 0, pass));
    }
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int x = inputValue(filter, pixel, tap);
      int w = weights[filter * node.windowSize() + tap];
      if (seesOperandFlips) {
        x = input(x ^ copies.flip(FaultSite.OPERAND, pass, folds.inputOperand(filter, pixel, tap)));
        w =
            (byte)
                (w ^ copies.flip(FaultSite.OPERAND, pass, folds.weightOperand(filter, pixel, tap)));
      }
      int element = ALL;
      if (permanent) {
        element = places.element(filter, pixel, tap, pass);
        x = input(SlowFlips.force(stuck.get(0), element, 0, 8, x));
        w = (byte) SlowFlips.force(stuck.get(0), element, 8, 8, w);
      }
      long mac = (long) neuron * node.windowSize() + tap;
      Integer length = onArray ? design.array().stream() : null;
      int raw = length == null ? x * w : SlowStreams.product(x, w, length);
      int product = (short) write(FaultSite.PRODUCT, mac, neuron, pass, raw, element);
      int next = onArray ? timing.next(sum, product, tap) : sum + product;
      sum = write(FaultSite.PARTIAL_SUM, mac, neuron, pass, next, element);
    }
    return sum;
  }

  private boolean stuckNowhere() {
    return stuck.stream().allMatch(List::isEmpty);
  }

  /** Writes a product or accumulator register: flips, then stuck bits, then the vote. */
  private int write(FaultSite site, long mac, int neuron, int pass, int value, int element) {
    int firstBit = site == FaultSite.PRODUCT ? 16 : 32;
    int[] written = new int[3];
    for (int r = 0; r < 3; r++) {
      int replica = pass > 0 ? pass : r;
      written[r] = mac == ALL ? value : value ^ copies.flip(site, replica, mac);
      // Every pass of a repeated channel runs on the same registers.
      List<StuckBit> own = stuck.get(pass > 0 ? 0 : r);
      if (element != ALL) {
        written[r] = SlowFlips.force(own, element, firstBit, site.bitsPerValue(), written[r]);
      }
    }
    boolean repeats = design.repeats(index, channel(neuron));
    return repeats ? written[0] : SlowCopies.vote(written, copies.mask(site, neuron));
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
