package io.faultmesh.fast.struck;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fault.Registers;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.PackedChannels;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.Map;

/** Computes single neurons product by product, with everything that strikes them on the way. */
final class NeuronRecomputation {
  private static final int[] NO_FLIPS = {0, 0, 0};

  private final LayerImage image;
  private final Convolution node;
  private final LayerMapping mapping;
  private final LayerProtection protection;
  private final Registers[][] registers;
  private final int pass;
  private final PackedChannels packed;
  private final OperandFlips operands;
  private final StreamFlips streams;
  private final Map<Long, int[]> products;
  private final Map<Long, int[]> partialSums;
  private final RunningSum adder;

  NeuronRecomputation(
      LayerImage image,
      LayerMapping mapping,
      LayerProtection protection,
      Registers[][] registers,
      int pass,
      OperandFlips operands,
      StreamFlips streams,
      Map<Long, int[]> products,
      Map<Long, int[]> partialSums,
      RunningSum adder) {
    this.adder = adder;
    this.image = image;
    this.node = image.node();
    this.mapping = mapping;
    this.protection = protection;
    this.registers = registers;
    this.pass = pass;
    this.packed = new PackedChannels(node, protection.repeatedChannels());
    this.operands = operands;
    this.streams = streams;
    this.products = products;
    this.partialSums = partialSums;
  }

  /** The neurons that need it. */
  BitSet neurons() {
    BitSet neurons = new BitSet();
    streams.macs().forEach(mac -> neurons.set((int) (mac / node.windowSize())));
    products.keySet().forEach(value -> neurons.set((int) (value / node.windowSize())));
    partialSums.keySet().forEach(value -> neurons.set((int) (value / node.windowSize())));
    if (registers != null) {
      BitSet repeated = protection.repeatedChannels();
      for (int neuron = 0; neuron < node.neurons(); neuron++) {
        boolean inPass = pass == 0 || repeated.get(neuron / node.pixels());
        if (inPass && !protection.isRecomputed(neuron) && meetsStuckBit(neuron)) {
          neurons.set(neuron);
        }
      }
    }
    return neurons;
  }

  private boolean meetsStuckBit(int neuron) {
    int taps = mapping.isOutputStationary() ? 1 : Math.min(node.windowSize(), mapping.rows());
    for (int tap = 0; tap < taps; tap++) {
      int element = element(neuron, tap);
      for (Registers[] replica : registers) {
        if (replica[element] != null) {
          return true;
        }
      }
    }
    return false;
  }

  private int element(int neuron, int tap) {
    int filter = neuron / node.pixels();
    int pixel = neuron % node.pixels();
    if (pass > 0 && protection.abreast() > 1) {
      return mapping.processingElementAbreast(filter, pixel, tap, pass);
    }
    return pass == 0
        ? mapping.processingElement(filter, pixel, tap)
        : mapping.processingElementAt(packed.position(filter, pass), pixel, tap);
  }

  /** A neuron's sum, without bias. */
  int sum(int neuron) {
    int filter = neuron / node.pixels();
    int pixel = neuron % node.pixels();
    boolean onArray = registers != null && !protection.isRecomputed(neuron);
    Quantisation format = image.layer().input();
    int sum = 0;
    if (onArray && mapping.isOutputStationary()) {
      int element = element(neuron, 0);
      sum = write(element, Register.ACCUMULATOR, 0, NO_FLIPS, firstMac(neuron));
    }
    boolean timed = adder != null && !protection.isRecomputed(neuron);
    int rows = mapping.isOutputStationary() ? 0 : mapping.rows();
    Fold fold = null;
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int x = image.inputValue(filter, pixel, tap);
      int w = image.weight(filter, tap);
      if (!operands.isEmpty() && protection.seesOperandFlips(neuron)) {
        if (fold == null || !fold.covers(filter, pixel, tap)) {
          fold = mapping.foldOf(filter, pixel, tap);
        }
        x = format.value((byte) (x ^ operands.mask(mapping.inputOperand(fold, pixel, tap))));
        w = (byte) (w ^ operands.mask(mapping.weightOperand(fold, filter, tap)));
      }
      int element = onArray ? element(neuron, tap) : -1;
      if (onArray && registers[0][element] != null) {
        x = format.value(registers[0][element].input(x));
        w = registers[0][element].weight(w);
      }
      long mac = firstMac(neuron) + tap;
      int raw = timed ? adder.product(x, w) + streams.moved(adder, mac, x, w) : x * w;
      int product =
          (short) write(element, Register.PRODUCT, raw, products.getOrDefault(mac, NO_FLIPS), mac);
      if (timed && RunningSum.begins(tap, rows)) {
        adder.follow(false);
      }
      sum =
          write(
              element,
              Register.ACCUMULATOR,
              timed ? adder.add(sum, product, mac) : sum + product,
              partialSums.getOrDefault(mac, NO_FLIPS),
              mac);
    }
    return sum;
  }

  private long firstMac(int neuron) {
    return (long) neuron * node.windowSize();
  }

  private enum Register {
    PRODUCT,
    ACCUMULATOR
  }

  /** Writes a register, as often as it exists, and votes; element -1 has nothing stuck. */
  private int write(int element, Register register, int value, int[] flips, long mac) {
    int a = written(element, register, 0, value ^ flips[0]);
    Station station = register == Register.PRODUCT ? products() : partialSums();
    if (station.copies() == 1) {
      return a;
    }
    int b = written(element, register, 1, value ^ flips[1]);
    int c = written(element, register, 2, value ^ flips[2]);
    return station.vote(mac, a, b, c);
  }

  private Station products() {
    return protection.station(FaultSite.PRODUCT, pass);
  }

  private Station partialSums() {
    return protection.station(FaultSite.PARTIAL_SUM, pass);
  }

  private int written(int element, Register register, int replica, int value) {
    Registers own = element < 0 ? null : registers[replica][element];
    if (own == null) {
      return register == Register.PRODUCT ? (short) value : value;
    }
    return register == Register.PRODUCT ? own.product(value) : own.accumulator(value);
  }
}
