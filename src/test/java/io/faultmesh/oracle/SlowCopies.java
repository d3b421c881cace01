package io.faultmesh.oracle;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The flips inside the array and behind it, by site and replica, and the votes over them. */
final class SlowCopies {
  private static final int ALL = -1;

  private final IntegerLayer layer;
  private final Convolution node;
  private final int index;
  private final int attempt;
  private final SlowDesign design;
  private final SlowFolds folds;
  private final SlowFlips drawn;
  private final SlowPlaces places;
  private final int image;
  private final Map<FaultSite, List<Map<Long, Integer>>> flips = new EnumMap<>(FaultSite.class);

  SlowCopies(
      IntegerLayer layer,
      SlowDesign design,
      SlowFolds folds,
      SlowPlaces places,
      int image,
      SlowFlips drawn) {
    this(layer, design, folds, places, image, drawn, 0);
  }

  /** The flips when some folds are computed once more: nobody counts them, and nothing is voted. */
  SlowCopies(
      IntegerLayer layer,
      SlowDesign design,
      SlowFolds folds,
      SlowPlaces places,
      int image,
      SlowFlips drawn,
      int attempt) {
    this.attempt = attempt;
    this.places = places;
    this.image = image;
    this.layer = layer;
    this.node = layer.node();
    this.index = layer.index();
    this.design = design;
    this.folds = folds;
    this.drawn = drawn;
    long operands = folds == null ? 0 : folds.operands();
    draw(FaultSite.OPERAND, operands, 0);
    // Stochastic elements have streams of bits, one after the other, in place of products.
    int bits = design.array().stream() == null ? 0 : design.array().stream();
    draw(FaultSite.PRODUCT_STREAM, node.macs() * bits, node.windowSize() * bits);
    draw(FaultSite.PRODUCT, bits > 0 ? 0 : node.macs(), node.windowSize());
    draw(FaultSite.PARTIAL_SUM, node.macs(), node.windowSize());
    draw(FaultSite.ACCUMULATOR, node.neurons(), 1);
    draw(FaultSite.ACTIVATION, node.neurons(), 1);
  }

  /** Draws three replicas; of 1 and 2 only voted bits and repeated channels exist. */
  private void draw(FaultSite site, long values, int valuesPerNeuron) {
    List<Map<Long, Integer>> replicas = new ArrayList<>();
    Set<Long> repeated = site == FaultSite.OPERAND ? repeatedOperands() : Set.of();
    for (int replica = 0; replica < 3; replica++) {
      Map<Long, Integer> all = drawn.draw(site, index, replica, 0, values, attempt);
      Map<Long, Integer> own = places.left(site, replica, image, attempt, all);
      replicas.add(own);
      if (attempt > 0) {
        continue;
      }
      boolean first = replica == 0;
      boolean isPass = replica < design.passes();
      drawn.count(
          site,
          index,
          own,
          value -> {
            if (first) {
              return ALL;
            }
            if (site == FaultSite.OPERAND) {
              return isPass && repeated.contains(value) ? ALL : 0;
            }
            int neuron = (int) (value / valuesPerNeuron);
            boolean whole = site == FaultSite.ACTIVATION && design.copiesCodedResults(index);
            boolean repeats = design.repeats(index, channel(neuron));
            if (repeats && !isPass) {
              return 0;
            }
            return repeats || whole ? ALL : mask(site, neuron);
          });
    }
    flips.put(site, replicas);
    if (attempt == 0 && site != FaultSite.OPERAND && site != FaultSite.ACTIVATION) {
      countVotes(site, valuesPerNeuron);
    }
  }

  /** Registers are voted as they are written, so flips alone tell what the vote makes of them. */
  private void countVotes(FaultSite site, int valuesPerNeuron) {
    Set<Long> struck = new HashSet<>();
    flips.get(site).forEach(replica -> struck.addAll(replica.keySet()));
    for (long value : struck) {
      int neuron = (int) (value / valuesPerNeuron);
      int[] copies = {flip(site, 0, value), flip(site, 1, value), flip(site, 2, value)};
      int mask = design.repeats(index, channel(neuron)) ? 0 : mask(site, neuron);
      drawn.count(site, "tmr", index, SlowMemory.voted(0, copies, mask));
    }
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

  int flip(FaultSite site, int replica, long value) {
    Map<Long, Integer> own = flips.get(site).get(replica);
    return own.isEmpty() ? 0 : own.getOrDefault(value, 0);
  }

  /** Flips of a site by replica, by value. */
  List<Map<Long, Integer>> replicas(FaultSite site) {
    return flips.get(site);
  }

  private int channel(int neuron) {
    return neuron / node.pixels();
  }

  /** The voted bits of a value that belongs to a neuron. */
  int mask(FaultSite site, int neuron) {
    if (site == FaultSite.PRODUCT_STREAM) {
      return 0;
    }
    int bits = design.votedBits(index, channel(neuron), neuron);
    int lowest =
        site == FaultSite.ACTIVATION ? 8 - bits : layer.truncations()[channel(neuron)] + 8 - bits;
    int mask = 0;
    for (int bit = lowest; bits > 0 && bit < site.bitsPerValue(); bit++) {
      mask |= 1 << bit;
    }
    return mask;
  }

  /** A finished sum in its three copies, each with its own flips, and the vote over them. */
  int voted(FaultSite site, int neuron, int pass, int correct) {
    int a = correct ^ flip(site, pass, neuron);
    if (design.repeats(index, channel(neuron))) {
      return a;
    }
    int b = correct ^ flip(site, 1, neuron);
    int c = correct ^ flip(site, 2, neuron);
    return vote(new int[] {a, b, c}, mask(site, neuron));
  }

  static int vote(int[] copies, int mask) {
    return SlowMemory.majority(copies[0], copies[1], copies[2]) & mask | copies[0] & ~mask;
  }
}
