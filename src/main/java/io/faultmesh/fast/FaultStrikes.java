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
import io.faultmesh.protection.RepeatVote;
import io.faultmesh.protection.StruckValues;
import io.faultmesh.protection.VotedFlips;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongToIntFunction;

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
  public void input(IntegerLayer layer, int image, Restorable values, int offset) {
    strike(FaultSite.DRAM, layer, image, layer.weights().length, values, offset);
    strike(FaultSite.INPUT, layer, image, 0, values, offset);
  }

  /** Strikes the input as a site holds it, which may hold other values first. */
  private void strike(
      FaultSite site, IntegerLayer layer, int image, int first, Restorable values, int offset) {
    DesignFaults faults = imageFaults[image];
    if (!faults.strikes(site, layer.index())) {
      return;
    }
    Shape shape = layer.node().input().shape();
    LongToIntFunction right =
        value -> {
          int own = (int) value - first;
          return own < 0
              ? layer.weights()[(int) value]
              : Layout.value(values.get(offset + Layout.position(shape, own)), layer.input());
        };
    StruckValues struck = faults.values(site, layer.index(), firstImage + image, 0, right);
    while (struck.advance()) {
      if (struck.value() >= first) {
        int position = Layout.position(shape, (int) struck.value() - first);
        values.flip(offset + position, struck.left());
      }
    }
  }

  @Override
  public StruckParameters parameters(IntegerLayer layer, int image) {
    StruckParameters parameters = new StruckParameters(layer);
    DesignFaults faults = imageFaults[image];
    int index = layer.index();
    int dataIndex = firstImage + image;
    if (faults.strikes(FaultSite.DRAM, index)) {
      // Counted with the input; what stands behind the weights does not matter here.
      int weights = layer.weights().length;
      LongToIntFunction right = v -> v < weights ? layer.weights()[(int) v] : 0;
      parameters.strikeWeights(faults.again(FaultSite.DRAM, index, dataIndex, 0, right));
    }
    if (faults.strikes(FaultSite.WEIGHT, index)) {
      LongToIntFunction right = v -> parameters.weight((int) v);
      parameters.strikeWeights(faults.values(FaultSite.WEIGHT, index, dataIndex, 0, right));
    }
    if (faults.strikes(FaultSite.BIAS, index)) {
      LongToIntFunction right = v -> layer.bias()[(int) v];
      parameters.strikeBiases(faults.values(FaultSite.BIAS, index, dataIndex, 0, right));
    }
    if (faults.strikes(FaultSite.SCALE, index)) {
      LongToIntFunction right = v -> Float.floatToRawIntBits(parameters.multiplier((int) v));
      parameters.strikeScales(faults.values(FaultSite.SCALE, index, dataIndex, 0, right));
    }
    return parameters;
  }

  @Override
  public boolean reachesSums(IntegerLayer layer) {
    // All images meet the same sites.
    LayerProtection own = protection(layer.index());
    return !own.repeatedChannels().isEmpty()
        || own.judges(FaultSite.ACCUMULATOR)
        || strikesArray(imageFaults[0], layer.index());
  }

  @Override
  public void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {
    int index = place.layer().index();
    if (!protection(index).repeatedChannels().isEmpty()) {
      byte[][] passes = new byte[3][];
      for (int pass = 1; pass <= 2; pass++) {
        passes[pass] = repeatedPass(place, image, pass, sums, results, offset);
      }
      repeated.put(image, passes);
    }
    arraySums(place, image, 0, sums);
    sums.changed().forEach((at, sum) -> results.put(offset + at, place.result(at, sum)));
  }

  /** What a pass makes of sums: flips inside the array, and guards that look at every sum. */
  private void arraySums(LayerImage place, int image, int pass, Sums sums) {
    int index = place.layer().index();
    DesignFaults faults = imageFaults[image];
    if (strikesArray(faults, index)) {
      new ArrayStrike(place, faults, registers, firstImage + image, pass).apply(sums);
    }
    if (protection(index).judges(FaultSite.ACCUMULATOR)) {
      new Judgement(place, protection(index), tallies[image]).sums(sums, pass);
    }
  }

  /** Results of a repeated pass; only the repeated channels mean anything. */
  private byte[] repeatedPass(
      LayerImage place, int image, int pass, Sums clean, ByteBuffer results, int offset) {
    int index = place.layer().index();
    DesignFaults faults = imageFaults[image];
    byte[] own = new byte[place.node().neurons()];
    results.get(offset, own);
    Sums sums = clean.again();
    arraySums(place, image, pass, sums);
    sums.changed().forEach((at, sum) -> own[at] = place.result(at, sum));
    if (faults.strikes(FaultSite.ACTIVATION, index)) {
      VotedFlips flips = faults.flips(FaultSite.ACTIVATION, index, firstImage + image, pass);
      while (flips.advance()) {
        own[position(place.node(), flips.value())] ^= (byte) flips.afterVote();
      }
    }
    return own;
  }

  private boolean strikesArray(DesignFaults faults, int layer) {
    return registers != null
        || faults.strikes(FaultSite.OPERAND, layer)
        || faults.strikes(FaultSite.PRODUCT, layer)
        || faults.strikes(FaultSite.PARTIAL_SUM, layer)
        || faults.strikes(FaultSite.ACCUMULATOR, layer);
  }

  @Override
  public boolean judgesResults(IntegerLayer layer) {
    LayerProtection own = protection(layer.index());
    return own.judges(FaultSite.ACTIVATION) || !own.repeatedChannels().isEmpty();
  }

  /** The vote over the three passes of repeated channels. */
  private void vote(byte[][] passes, LayerImage place, int image, ByteBuffer values, int offset) {
    RepeatVote vote = protection(place.layer().index()).repeatVote(tallies[image]);
    BitSet channels = protection(place.layer().index()).repeatedChannels();
    int filters = place.node().filters();
    for (int n = channels.nextSetBit(0); n >= 0; n = channels.nextSetBit(n + 1)) {
      for (int i = n; i < passes[1].length; i += filters) {
        int at = i;
        byte first = values.get(offset + i);
        int left =
            vote.of(first, passes[1][i], passes[2][i], () -> place.result(at, place.sum(at)));
        values.put(offset + i, (byte) left);
      }
    }
  }

  @Override
  public void results(
      IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {
    DesignFaults faults = imageFaults[image];
    Convolution node = layer.node();
    if (faults.strikes(FaultSite.ACTIVATION, layer.index())) {
      int dataIndex = firstImage + image;
      LongToIntFunction right =
          v -> Layout.value(values.get(offset + position(node, v)), layer.output());
      StruckValues struck =
          faults.values(FaultSite.ACTIVATION, layer.index(), dataIndex, 0, right);
      while (struck.advance()) {
        int at = offset + position(node, struck.value());
        values.put(at, (byte) (values.get(at) ^ struck.left()));
      }
    }
    byte[][] passes = repeated.remove(image);
    if (passes != null) {
      vote(passes, place, image, values, offset);
    }
    if (protection(layer.index()).judges(FaultSite.ACTIVATION)) {
      new Judgement(place, protection(layer.index()), tallies[image]).results(values, offset);
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
