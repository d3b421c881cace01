package io.faultmesh.fast;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Vote;
import io.faultmesh.protection.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * One design's faults in the fast engine. Stored tensors are struck before the layer; what strikes
 * inside the array becomes corrections of the few affected sums; results are struck where they lie.
 */
final class FaultStrikes implements Strikes {
  private final Protection protection;
  private final DesignFaults[] imageFaults;
  private final FlipTally[] tallies;
  private final Registers[][] registers;
  private final int firstImage;

  /** Results of passes 1 and 2 of repeated channels, by image, until pass 0 is there to vote. */
  private final Map<Integer, byte[][]> repeated = new HashMap<>();

  /**
   * Strikes for one batch.
   *
   * @param registers see {@link DesignFaults#registers}
   * @param firstImage index in the data set of the batch's first image
   * @param images number of images in the batch
   * @param keepsFlips whether every flip is kept beside the counts
   */
  FaultStrikes(
      Protection protection,
      FaultPlan plan,
      int trial,
      Registers[][] registers,
      int firstImage,
      int images,
      boolean keepsFlips) {
    this.protection = protection;
    this.registers = registers;
    this.firstImage = firstImage;
    this.imageFaults = new DesignFaults[images];
    this.tallies = new FlipTally[images];
    for (int i = 0; i < images; i++) {
      FlipLog log = keepsFlips ? new FlipLog() : null;
      tallies[i] = new FlipTally(protection.layers().size(), log);
      imageFaults[i] = new DesignFaults(plan, trial, protection, tallies[i]);
    }
  }

  /** Flips counted per image of the batch. */
  FlipTally[] tallies() {
    return tallies;
  }

  @Override
  public byte[] input(IntegerLayer layer, int image, byte[] values, int offset) {
    DesignFaults faults = imageFaults[image];
    Shape shape = layer.node().input().shape();
    byte[] struck = null;
    if (faults.strikes(FaultSite.DRAM, layer.index())) {
      int weights = layer.weights().length;
      VotedFlips flips = faults.flips(FaultSite.DRAM, layer.index(), firstImage + image);
      struck = strike(flips, weights, shape, values, offset, null);
    }
    if (faults.strikes(FaultSite.INPUT, layer.index())) {
      VotedFlips flips = faults.flips(FaultSite.INPUT, layer.index(), firstImage + image);
      struck = strike(flips, 0, shape, values, offset, struck);
    }
    return struck;
  }

  private static byte[] strike(
      VotedFlips flips, int first, Shape shape, byte[] values, int offset, byte[] struck) {
    byte[] result = struck;
    while (flips.advance()) {
      if (flips.value() >= first) {
        if (result == null) {
          result = java.util.Arrays.copyOfRange(values, offset, offset + shape.size());
        }
        result[Layout.position(shape, (int) flips.value() - first)] ^= (byte) flips.afterVote();
      }
    }
    return result;
  }

  @Override
  public boolean reachesSums(IntegerLayer layer) {
    int index = layer.index();
    // All images meet the same sites.
    DesignFaults faults = imageFaults[0];
    return !protection(index).repeatedChannels().isEmpty()
        || strikesArray(faults, index)
        || faults.strikes(FaultSite.DRAM, index)
        || faults.strikes(FaultSite.WEIGHT, index);
  }

  @Override
  public void sums(
      IntegerLayer layer, int image, byte[] input, int inputOffset, int[] sums, int offset) {
    int index = layer.index();
    DesignFaults faults = imageFaults[image];
    int dataIndex = firstImage + image;
    BitSet channels = protection(index).repeatedChannels();
    StruckWeights weights = StruckWeights.of(layer, faults, dataIndex);
    LayerImage place = new LayerImage(layer, weights, input, inputOffset);
    weights.correct(place, sums, offset);
    int[] clean = null;
    if (!channels.isEmpty() && strikesArray(faults, index)) {
      clean = java.util.Arrays.copyOfRange(sums, offset, offset + layer.node().neurons());
    }
    new ArrayStrike(place, faults, registers, dataIndex, 0).apply(sums, offset);
    if (!channels.isEmpty()) {
      byte[][] passes = new byte[3][];
      for (int pass = 1; pass <= 2; pass++) {
        int[] own =
            clean == null
                ? java.util.Arrays.copyOfRange(sums, offset, offset + layer.node().neurons())
                : clean.clone();
        new ArrayStrike(place, faults, registers, dataIndex, pass).apply(own, 0);
        passes[pass] = repeatedResults(layer, channels, own);
        VotedFlips flips =
            faults.strikes(FaultSite.ACTIVATION, index)
                ? faults.repeatedPass(FaultSite.ACTIVATION, index, dataIndex, pass)
                : null;
        while (flips != null && flips.advance()) {
          passes[pass][position(layer.node(), flips.value())] ^= (byte) flips.afterVote();
        }
      }
      repeated.put(image, passes);
    }
  }

  private boolean strikesArray(DesignFaults faults, int layer) {
    return registers != null
        || faults.strikes(FaultSite.OPERAND, layer)
        || faults.strikes(FaultSite.PRODUCT, layer)
        || faults.strikes(FaultSite.PARTIAL_SUM, layer)
        || faults.strikes(FaultSite.ACCUMULATOR, layer);
  }

  private static byte[] repeatedResults(IntegerLayer layer, BitSet channels, int[] sums) {
    int filters = layer.node().filters();
    byte[] results = new byte[sums.length];
    for (int n = channels.nextSetBit(0); n >= 0; n = channels.nextSetBit(n + 1)) {
      for (int i = n; i < sums.length; i += filters) {
        results[i] = Layout.stored(layer.requantiser().apply(sums[i] + layer.bias()[n], n));
      }
    }
    return results;
  }

  @Override
  public void results(IntegerLayer layer, int image, byte[] values, int offset) {
    DesignFaults faults = imageFaults[image];
    if (faults.strikes(FaultSite.ACTIVATION, layer.index())) {
      VotedFlips flips = faults.flips(FaultSite.ACTIVATION, layer.index(), firstImage + image);
      while (flips.advance()) {
        values[offset + position(layer.node(), flips.value())] ^= (byte) flips.afterVote();
      }
    }
    byte[][] passes = repeated.remove(image);
    if (passes != null) {
      BitSet channels = protection(layer.index()).repeatedChannels();
      int filters = layer.node().filters();
      for (int n = channels.nextSetBit(0); n >= 0; n = channels.nextSetBit(n + 1)) {
        for (int i = n; i < passes[1].length; i += filters) {
          values[offset + i] = (byte) Vote.majority(values[offset + i], passes[1][i], passes[2][i]);
        }
      }
    }
  }

  private LayerProtection protection(int layer) {
    return protection.layers().get(layer);
  }

  /** Where the neuron {@code channel * pixels + pixel} lies in {@code [pixel][filter]} order. */
  static int position(Convolution layer, long neuron) {
    return (int) (neuron % layer.pixels() * layer.filters() + neuron / layer.pixels());
  }
}
