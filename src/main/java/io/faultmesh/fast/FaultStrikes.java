package io.faultmesh.fast;

import io.faultmesh.fast.kernel.Layout;
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
import io.faultmesh.protection.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

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

  /** By image, until pass 0 is there to vote. */
  private final Map<Integer, RepeatedPasses> repeated = new HashMap<>();

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
  public void input(IntegerLayer layer, int image, Restorable values, int offset) {
    DesignFaults faults = imageFaults[image];
    Shape shape = layer.node().input().shape();
    if (faults.strikes(FaultSite.DRAM, layer.index())) {
      VotedFlips flips = faults.flips(FaultSite.DRAM, layer.index(), firstImage + image);
      strike(flips, layer.weights().length, shape, values, offset);
    }
    if (faults.strikes(FaultSite.INPUT, layer.index())) {
      VotedFlips flips = faults.flips(FaultSite.INPUT, layer.index(), firstImage + image);
      strike(flips, 0, shape, values, offset);
    }
  }

  private static void strike(
      VotedFlips flips, int first, Shape shape, Restorable values, int offset) {
    while (flips.advance()) {
      if (flips.value() >= first) {
        int position = Layout.position(shape, (int) flips.value() - first);
        values.flip(offset + position, flips.afterVote());
      }
    }
  }

  @Override
  public boolean reachesParameters(IntegerLayer layer) {
    // All images meet the same sites.
    return Stream.of(FaultSite.DRAM, FaultSite.WEIGHT, FaultSite.BIAS, FaultSite.SCALE)
        .anyMatch(site -> imageFaults[0].strikes(site, layer.index()));
  }

  @Override
  public StruckParameters parameters(IntegerLayer layer, int image) {
    StruckParameters parameters = new StruckParameters(layer);
    DesignFaults faults = imageFaults[image];
    int index = layer.index();
    int dataIndex = firstImage + image;
    if (faults.strikes(FaultSite.DRAM, index)) {
      parameters.strikeWeights(faults.again(FaultSite.DRAM, index, dataIndex));
    }
    if (faults.strikes(FaultSite.WEIGHT, index)) {
      parameters.strikeWeights(faults.flips(FaultSite.WEIGHT, index, dataIndex));
    }
    if (faults.strikes(FaultSite.BIAS, index)) {
      parameters.strikeBiases(faults.flips(FaultSite.BIAS, index, dataIndex));
    }
    if (faults.strikes(FaultSite.SCALE, index)) {
      parameters.strikeScales(faults.flips(FaultSite.SCALE, index, dataIndex));
    }
    return parameters;
  }

  @Override
  public boolean reachesSums(IntegerLayer layer) {
    // All images meet the same sites.
    return !protection(layer.index()).repeatedChannels().isEmpty()
        || strikesArray(imageFaults[0], layer.index());
  }

  @Override
  public void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {
    int index = place.layer().index();
    DesignFaults faults = imageFaults[image];
    RepeatedPasses passes = new RepeatedPasses();
    if (!protection(index).repeatedChannels().isEmpty()) {
      for (int pass = 1; pass <= 2; pass++) {
        strikePass(place, image, pass, sums, results, offset, passes.pass(pass));
      }
      repeated.put(image, passes);
    }
    if (strikesArray(faults, index)) {
      new ArrayStrike(place, faults, registers, firstImage + image, 0).apply(sums);
      sums.changed()
          .forEach(
              (at, sum) -> {
                passes.keepClean(at, results.get(offset + at));
                results.put(offset + at, place.result(at, sum));
              });
    }
  }

  /** Puts the struck results of a repeated pass; only those of repeated channels mean anything. */
  private void strikePass(
      LayerImage place,
      int image,
      int pass,
      Sums clean,
      ByteBuffer results,
      int offset,
      Map<Integer, Byte> struck) {
    int index = place.layer().index();
    DesignFaults faults = imageFaults[image];
    if (strikesArray(faults, index)) {
      Sums sums = clean.again();
      new ArrayStrike(place, faults, registers, firstImage + image, pass).apply(sums);
      sums.changed().forEach((at, sum) -> struck.put(at, place.result(at, sum)));
    }
    if (faults.strikes(FaultSite.ACTIVATION, index)) {
      VotedFlips flips = faults.repeatedPass(FaultSite.ACTIVATION, index, firstImage + image, pass);
      while (flips.advance()) {
        int at = position(place.node(), flips.value());
        byte result = struck.getOrDefault(at, results.get(offset + at));
        struck.put(at, (byte) (result ^ flips.afterVote()));
      }
    }
  }

  private boolean strikesArray(DesignFaults faults, int layer) {
    return registers != null
        || faults.strikes(FaultSite.OPERAND, layer)
        || faults.strikes(FaultSite.PRODUCT, layer)
        || faults.strikes(FaultSite.PARTIAL_SUM, layer)
        || faults.strikes(FaultSite.ACCUMULATOR, layer);
  }

  @Override
  public void results(IntegerLayer layer, int image, ByteBuffer values, int offset) {
    DesignFaults faults = imageFaults[image];
    RepeatedPasses passes = repeated.remove(image);
    if (faults.strikes(FaultSite.ACTIVATION, layer.index())) {
      VotedFlips flips = faults.flips(FaultSite.ACTIVATION, layer.index(), firstImage + image);
      while (flips.advance()) {
        int place = position(layer.node(), flips.value());
        byte result = values.get(offset + place);
        if (passes != null) {
          passes.keepClean(place, result);
        }
        values.put(offset + place, (byte) (result ^ flips.afterVote()));
      }
    }
    if (passes != null) {
      BitSet channels = protection(layer.index()).repeatedChannels();
      passes.vote(channels, layer.node().filters(), values, offset);
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
