package io.faultmesh.oracle;

import io.faultmesh.fault.Draw;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * What one layer reads for one image: operands out of the buffers, registers of the output stage.
 */
final class SlowStored {
  private static final int ALL = -1;

  private final IntegerLayer layer;
  private final Convolution node;
  private final int index;
  private final SlowDesign design;
  private final SlowFlips drawn;
  private final SlowMemory memory;
  private final byte[] weights;
  private final byte[] input;
  private final Map<Long, Integer> biases;
  private final Map<Long, Integer> scales;

  SlowStored(
      IntegerLayer layer, SlowDesign design, SlowFlips drawn, SlowMemory memory, byte[] input) {
    this.layer = layer;
    this.node = layer.node();
    this.index = layer.index();
    this.design = design;
    this.drawn = drawn;
    this.memory = memory;
    this.input = input.clone();
    byte[] stored = layer.weights().clone();
    strikeMemory(stored);
    this.weights = node.isProduct() ? SlowVectors.secondOperands(node, this.input) : stored;
    this.biases = registers(FaultSite.BIAS, filter -> layer.bias()[filter]);
    this.scales =
        registers(
            FaultSite.SCALE,
            filter -> Float.floatToRawIntBits(layer.requantiser().multipliers()[filter]));
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

  /** The weights of some filters come from DRAM again, past the buffer, before a turn. */
  void readAgain(Set<Integer> filters, int turn) {
    FaultSite dram = FaultSite.DRAM;
    int first = layer.weights().length;
    Map<Long, Integer> flips = drawn.draw(dram, index, 0, first, first + input.length, 1 + turn);
    int taps = node.windowSize();
    for (int filter : filters) {
      for (int i = filter * taps; i < (filter + 1) * taps; i++) {
        weights[i] = (byte) (layer.weights()[i] ^ flips.getOrDefault((long) i, 0));
      }
    }
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

  int weight(int filter, int tap) {
    return weights[filter * node.windowSize() + tap];
  }

  /** A weight of the network; in a product the second operand as the buffer has it. */
  int soundWeight(int filter, int tap) {
    return node.isProduct()
        ? weight(filter, tap)
        : layer.weights()[filter * node.windowSize() + tap];
  }

  int bias(int neuron) {
    return layer.bias()[channel(neuron)] ^ biases.getOrDefault((long) channel(neuron), 0);
  }

  int requantised(int neuron, int sum) {
    int bits = Float.floatToRawIntBits(layer.requantiser().multipliers()[channel(neuron)]);
    float m = Float.intBitsToFloat(bits ^ scales.getOrDefault((long) channel(neuron), 0));
    return SlowNodes.clipped((float) sum * m, layer.output(), node.clip());
  }

  int input(int bits) {
    return SlowNodes.decoded(layer.input(), (byte) bits);
  }

  /** Padding is the zero point. K goes by input channel, then row, then column of the window. */
  int input(int filter, int pixel, int tap) {
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
