package io.faultmesh.fast.struck;

import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongToIntFunction;

/**
 * One design's faults in the fast engine. Stored tensors are struck before the layer; what strikes
 * inside the array becomes corrections of the few affected sums; results are struck where they lie.
 */
public final class FaultStrikes implements Strikes {
  private final Protection protection;
  private final DesignFaults[] imageFaults;
  private final FlipTally[] tallies;
  private final StruckNodes behind = new StruckNodes();

  private final Registers[][] registers;
  private final int firstImage;

  /** By image, from a layer's sums to its results. */
  private final Map<Integer, LayerPasses> struck = new HashMap<>();

  /**
   * Strikes for one batch.
   *
   * @param registers see {@link DesignFaults#registers}
   * @param firstImage index in the data set of the batch's first image
   * @param images number of images in the batch
   * @param keepsFlips whether every flip is kept beside the counts
   */
  public FaultStrikes(
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
  public FlipTally[] tallies() {
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
    LongToIntFunction sent =
        value ->
            Layout.value(
                values.original(offset + Layout.position(shape, (int) value)), layer.input());
    StruckValues struck =
        faults.values(
            site,
            layer.index(),
            firstImage + image,
            0,
            right,
            site == FaultSite.DRAM ? right : sent);
    while (struck.advance()) {
      if (struck.value() >= first) {
        int position = Layout.position(shape, (int) struck.value() - first);
        values.flip(offset + position, struck.left());
      }
    }
  }

  @Override
  public boolean reachesParameters(IntegerLayer layer) {
    // All images meet the same sites.
    DesignFaults any = imageFaults[0];
    return any.strikes(FaultSite.DRAM, layer.index())
        || any.strikes(FaultSite.WEIGHT, layer.index())
        || any.strikes(FaultSite.BIAS, layer.index())
        || any.strikes(FaultSite.SCALE, layer.index());
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
      LongToIntFunction sent = v -> layer.weights()[(int) v];
      parameters.strikeWeights(faults.values(FaultSite.WEIGHT, index, dataIndex, 0, right, sent));
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
  public boolean reachesBehind(FaultSite site, IntegerLayer layer) {
    return imageFaults[0].strikes(site, layer.index());
  }

  @Override
  public SortedMap<Integer, Integer> behind(FaultSite site, IntegerLayer layer, int image) {
    return behind.of(imageFaults[image], site, layer.index(), firstImage + image);
  }

  @Override
  public boolean reachesSums(IntegerLayer layer) {
    // All images meet the same sites.
    LayerProtection own = protection(layer.index());
    return !own.repeatedChannels().isEmpty()
        || own.judges(FaultSite.ACCUMULATOR)
        || own.tileCheck().isPresent()
        || imageFaults[0].strikes(FaultSite.POSITION, layer.index())
        || own.station(FaultSite.ACTIVATION).recomputes()
        || ArrayStrike.reaches(imageFaults[0], layer.index(), registers);
  }

  @Override
  public void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {
    LayerPasses passes = passes(place.layer(), image, results, offset);
    passes.sums(place, sums);
    struck.put(image, passes);
  }

  private LayerPasses passes(IntegerLayer layer, int image, ByteBuffer values, int offset) {
    int dataIndex = firstImage + image;
    return new LayerPasses(layer, imageFaults[image], registers, dataIndex, values, offset);
  }

  @Override
  public boolean judgesResults(IntegerLayer layer) {
    return protection(layer.index()).judges(FaultSite.ACTIVATION);
  }

  @Override
  public void results(
      IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {
    LayerPasses known = struck.isEmpty() ? null : struck.remove(image);
    (known == null ? passes(layer, image, values, offset) : known).results();
    if (protection(layer.index()).judges(FaultSite.ACTIVATION)) {
      LayerImage last = known == null ? place : known.place();
      new Judgement(last, protection(layer.index()), tallies[image]).results(values, offset);
    }
  }

  private LayerProtection protection(int layer) {
    return protection.layers().get(layer);
  }

  /** Where the neuron {@code channel * pixels + pixel} lies in {@code [pixel][filter]} order. */
  static int position(Convolution layer, long neuron) {
    int number = (int) neuron;
    return number % layer.pixels() * layer.filters() + number / layer.pixels();
  }
}
