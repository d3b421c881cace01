package io.faultmesh.machine.part;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fault.Registers;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.OperandVector;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.scenario.FaultSite;

/**
 * Products and sums one by one, with the flips and stuck registers that meet them: flips act before
 * stuck bits at a register's write, and voted columns are written three times.
 */
final class ExactMac {
  private final SparseFlips streams;
  private final SparseFlips products;
  private final SparseFlips partialSums;
  private final Station streamStation;
  private final Station productStation;
  private final Station sumStation;
  private final Quantisation inputFormat;
  private final int windowSize;
  private final Registers[] stuck;
  private final FoldJob job;
  private final int pass;
  private final FaultProbe probe;

  /** Null where sums are exact ones of exact products. */
  private final RunningSum adder;

  /**
   * The arithmetic of one element in one fold and pass.
   *
   * @param stuck registers by replica, null entries where nothing is stuck; null for the
   *     dot-product unit
   * @param probe hears of each struck product and sum
   * @param adder null where sums are exact ones of exact products
   */
  ExactMac(FoldJob job, int pass, Registers[] stuck, FaultProbe probe, RunningSum adder) {
    this.adder = adder;
    LayerJob layer = job.layer();
    this.job = job;
    this.pass = pass;
    this.probe = probe;
    this.streams = layer.faults().streams(pass);
    this.products = layer.faults().products(pass);
    this.partialSums = layer.faults().partialSums(pass);
    this.streamStation = layer.protection().station(FaultSite.PRODUCT_STREAM, pass);
    this.productStation = layer.protection().station(FaultSite.PRODUCT, pass);
    this.sumStation = layer.protection().station(FaultSite.PARTIAL_SUM, pass);
    this.inputFormat = layer.layer().input();
    this.windowSize = layer.node().windowSize();
    this.stuck = stuck;
  }

  /** The accumulator after it was cleared. */
  int cleared(int neuron) {
    return accumulate(0, 0, 0, 0, (long) neuron * windowSize);
  }

  /** The sum of a neuron's products over the taps from {@code firstTap} on, one each cycle. */
  int sum(
      int start,
      int neuron,
      int firstTap,
      OperandVector inputs,
      OperandVector weights,
      long cycle) {
    int sum = start;
    for (int k = 0; k < inputs.length(); k++) {
      sum = step(sum, neuron, firstTap + k, inputs.value(k), weights.value(k), cycle + k);
    }
    return sum;
  }

  /** One product added to a sum. */
  int step(int sum, int neuron, int tap, int input, int weight, long cycle) {
    int x = input;
    int w = weight;
    if (stuck != null && stuck[0] != null) {
      x = inputFormat.value(stuck[0].input(x));
      w = stuck[0].weight(w);
    }
    long mac = (long) neuron * windowSize + tap;
    int product = product(counted(x, w, mac, cycle), mac, cycle);
    int index = partialSums.from(mac);
    boolean struck = partialSums.value(index) == mac;
    if (struck && probe.isOn()) {
      tell(sumStation, partialSums, index, cycle);
    }
    return accumulate(
        adder == null ? sum + product : timed(sum, product, neuron, tap, mac, cycle),
        struck ? partialSums.mask(index, 0) : 0,
        struck ? partialSums.mask(index, 1) : 0,
        struck ? partialSums.mask(index, 2) : 0,
        mac);
  }

  /**
   * A product as its counter has it: flips in its stream move it. One that nobody counts, since
   * another unit computes it again, is struck all the same.
   */
  private int counted(int input, int weight, long mac, long cycle) {
    int product = adder == null ? input * weight : adder.product(input, weight);
    if (streams.isEmpty()) {
      return product;
    }
    int length = job.layer().mapping().streamLength();
    int index = streams.from(mac * length);
    for (; streams.value(index) < (mac + 1) * length; index++) {
      if (probe.isOn()) {
        tell(streamStation, streams, index, cycle);
      }
      if (adder != null) {
        product += adder.step(input, weight, (int) (streams.value(index) % length));
      }
    }
    return product;
  }

  /** A sum that passes from row to row begins anew behind the last row. */
  private int timed(int sum, int product, int neuron, int tap, long mac, long cycle) {
    LayerJob layer = job.layer();
    int rows = job.isOutputStationary() ? windowSize : layer.mapping().rows();
    adder.follow(tap % rows > 0 && layer.delays().isLate(pass, neuron));
    int added = adder.add(sum, product, mac);
    layer.delays().setLate(pass, neuron, adder.isLate());
    if (adder.found() != null) {
      probe.checked(job, adder.latch(), mac, adder.found(), cycle);
    }
    if (adder.isLate()) {
      layer.delays().wasLate(cycle);
    }
    return added;
  }

  private void tell(Station station, SparseFlips flips, int index, long cycle) {
    for (int replica = 0; replica < 3; replica++) {
      int told = pass > 0 ? pass : replica;
      probe.flip(job, station.site(), flips.value(index), told, flips.mask(index, replica), cycle);
    }
    probe.vote(job, station, flips, index, cycle);
  }

  private int product(int value, long mac, long cycle) {
    int index = products.from(mac);
    boolean struck = products.value(index) == mac;
    if (struck && probe.isOn()) {
      tell(productStation, products, index, cycle);
    }
    int a = productIn(0, value ^ (struck ? products.mask(index, 0) : 0));
    if (productStation.copies() == 1) {
      return a;
    }
    int b = productIn(1, value ^ (struck ? products.mask(index, 1) : 0));
    int c = productIn(2, value ^ (struck ? products.mask(index, 2) : 0));
    return (short) productStation.vote(mac, a, b, c);
  }

  private int productIn(int replica, int value) {
    return stuck == null || stuck[replica] == null ? (short) value : stuck[replica].product(value);
  }

  private int accumulate(int value, int flips0, int flips1, int flips2, long mac) {
    int a = accumulatorIn(0, value ^ flips0);
    if (sumStation.copies() == 1) {
      return a;
    }
    int b = accumulatorIn(1, value ^ flips1);
    return sumStation.vote(mac, a, b, accumulatorIn(2, value ^ flips2));
  }

  private int accumulatorIn(int replica, int value) {
    return stuck == null || stuck[replica] == null ? value : stuck[replica].accumulator(value);
  }
}
