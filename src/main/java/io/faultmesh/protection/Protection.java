package io.faultmesh.protection;

import io.faultmesh.arithmetic.WindowedCarry;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A design made definite: for one integer network on one array.
 *
 * @param mechanisms in their order
 * @param array what is used of the array: all of it, unless a repair cut columns off
 * @param built the array as it was built
 * @param isAdapted whether its mechanisms have seen the permanent faults of its trial
 * @param layers what it does to each struck layer
 * @param mappings how each struck layer lies on the array
 */
public record Protection(
    DesignSettings settings,
    List<Mechanism> mechanisms,
    IntegerNetwork network,
    ArraySettings array,
    ArraySettings built,
    boolean isAdapted,
    DppuSettings dppu,
    List<LayerProtection> layers,
    List<LayerMapping> mappings) {

  public Protection {
    mechanisms = List.copyOf(mechanisms);
    layers = List.copyOf(layers);
    mappings = List.copyOf(mappings);
  }

  /** A design before any faults are known, none of whose mechanisms asks for bounds. */
  public static Protection of(
      DesignSettings settings,
      IntegerNetwork network,
      ArraySettings array,
      DppuSettings dppu,
      Importance importance) {
    return of(
        settings,
        network,
        array,
        dppu,
        importance,
        layer -> {
          throw new IllegalStateException("nobody has measured bounds");
        });
  }

  /**
   * A design before any faults are known.
   *
   * @param bounds what the calibration images' sums and results of a layer lie between
   * @throws BadInputException if its parts do not go together
   */
  public static Protection of(
      DesignSettings settings,
      IntegerNetwork network,
      ArraySettings array,
      DppuSettings dppu,
      Importance importance,
      IntFunction<LayerBounds> bounds) {
    List<Mechanism> mechanisms = Mechanisms.of(settings, dppu);
    mechanisms.forEach(mechanism -> mechanism.check(network));
    List<LayerProtection> layers = new ArrayList<>();
    List<LayerMapping> mappings = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      BitSet important = importance.layers().get(layer.index());
      BitSet repeated = new BitSet();
      mechanisms.forEach(mechanism -> repeated.or(mechanism.repeatedChannels(layer, important)));
      GuardedLayer guarded =
          new GuardedLayer(layer, important, repeated, () -> bounds.apply(layer.index()));
      layers.add(new LayerProtection(settings.name(), mechanisms, guarded, dppu.reuse()));
      int[] ranks = ranks(mechanisms, layer, important);
      int abreast = layers.get(layers.size() - 1).abreast(settings.name(), array);
      mappings.add(new LayerMapping(array, layer.node(), ranks, abreast));
    }
    Protection design =
        new Protection(settings, mechanisms, network, array, array, false, dppu, layers, mappings);
    DesignChecks.check(design);
    return design;
  }

  /**
   * Who has most important neurons comes first into hardened columns; null where there are none.
   */
  private static int[] ranks(List<Mechanism> mechanisms, IntegerLayer layer, BitSet important) {
    boolean hasColumns =
        mechanisms.stream()
            .anyMatch(one -> one.region().filter(own -> own.columns() > 0).isPresent());
    if (!hasColumns || important.isEmpty()) {
      return null;
    }
    boolean channels = mechanisms.stream().anyMatch(Mechanism::ranksChannels);
    int perChannel = channels ? 1 : layer.node().pixels();
    int[] ranks = new int[layer.node().filters()];
    for (int n = 0; n < ranks.length; n++) {
      ranks[n] = important.get(n * perChannel, (n + 1) * perChannel).cardinality();
    }
    return ranks;
  }

  /** The hardened part of the array; null where there is none. */
  public Region region() {
    return mechanisms.stream().flatMap(one -> one.region().stream()).findFirst().orElse(null);
  }

  /** The latch behind the accumulators; null where there is none. */
  public ShadowLatch latch() {
    return mechanisms.stream().flatMap(one -> one.latch().stream()).findFirst().orElse(null);
  }

  /**
   * The stuck bits of a replica of the array as it is built, less those that hardened elements do
   * without; of replicas 1 and 2 only tripled columns exist.
   */
  public List<StuckBit> stuckBits(FaultPlan plan, int trial, int replica) {
    int width = built.columns();
    List<StuckBit> bits = plan.stuck().elements(trial, replica, built.rows() * width);
    Region region = region();
    if (region == null) {
      return bits;
    }
    Draw draw = plan.draw(trial, Draw.ALL, 0, FaultSite.PE).ofCopy(replica);
    return bits.stream()
        .filter(
            bit -> {
              long address = (long) bit.element() * FaultSite.PE.bitsPerValue() + bit.bit();
              return !region.covers(bit.element() / width, bit.element() % width)
                  || plan.share(draw, address) < region.factor();
            })
        .toList();
  }

  /** Whether the dot-product unit computes what stuck processing elements would spoil. */
  public boolean repairs() {
    return mechanisms.stream().anyMatch(m -> m.adaptsTo().isPresent());
  }

  /** Whether the array has a row and a column more, which check the sums of tiles. */
  public boolean checksSums() {
    return layers.stream().anyMatch(layer -> layer.tileCheck().isPresent());
  }

  /** Rows behind the array's, for check sums of filters; sums that stream out take a step more. */
  public int checkRows() {
    return checksSums() && array.dataflow() == Dataflow.OUTPUT_STATIONARY ? 1 : 0;
  }

  /** Columns of elements behind the array's, for check sums of pixels. */
  public int checkColumns() {
    return checksSums() ? 1 : 0;
  }

  /** Whether the dot-product unit computes neurons in the array's stead. */
  boolean recomputes() {
    return mechanisms.stream().anyMatch(Protection::recomputes);
  }

  /** Whether the dot-product unit computes results again that a check has detected. */
  public boolean recomputesResults() {
    return layers.stream().anyMatch(layer -> layer.station(FaultSite.ACTIVATION).recomputes());
  }

  /** Whether the array computes channels several times. */
  public boolean repeatsChannels() {
    return mechanisms.stream().anyMatch(mechanism -> mechanism.passes() > 1);
  }

  /** The design as a trial's permanent faults leave it. */
  public Protection adapted(FaultPlan plan, int trial) {
    Protection design = this;
    for (Mechanism mechanism : isAdapted ? List.<Mechanism>of() : mechanisms) {
      design = mechanism.adapt(design, plan, trial);
    }
    return design;
  }

  /** Whether permanent faults may change it, and have not been looked at. */
  public boolean mustAdapt(FaultPlan plan) {
    return !isAdapted
        && mechanisms.stream().anyMatch(m -> m.adaptsTo().filter(plan::strikes).isPresent());
  }

  /** Whether its checks may make some images take longer than others under these faults. */
  public boolean reactsTo(FaultPlan plan) {
    boolean repeats =
        layers.stream().anyMatch(layer -> layer.attempts() > 0)
            && (isLate(plan)
                || Stream.of(FaultSite.values())
                    .anyMatch(site -> plan.strikes(site) || plan.stuck().strikes(site)));
    return repeats
        || waitsForLatch(plan)
        || layers.stream()
            .flatMap(layer -> Stream.of(FaultSite.values()).map(layer::station))
            .filter(station -> station.refetches() || station.recomputes())
            .map(Station::site)
            .anyMatch(site -> plan.strikes(site) || plan.stuck().strikes(site));
  }

  /** Whether the array may wait while a late sum is recovered. */
  private boolean waitsForLatch(FaultPlan plan) {
    return latch() != null && !latch().drops() && isLate(plan);
  }

  private boolean isLate(FaultPlan plan) {
    return plan.carryLimit(array) < WindowedCarry.EXACT;
  }

  /** The design on a part of its array. */
  public Protection on(
      ArraySettings used, List<LayerProtection> ownLayers, List<LayerMapping> ownMappings) {
    return new Protection(
        settings, mechanisms, network, used, built, true, dppu, ownLayers, ownMappings);
  }

  /** Bytes that move between DRAM and chip for some bytes of values: a code there travels along. */
  public long dramBytes(long bytes) {
    return layers.isEmpty() ? bytes : layers.get(0).station(FaultSite.DRAM).storedBytes(bytes);
  }

  public String name() {
    return settings.name();
  }

  /** Whether guards look at every value, so that answers without faults may change. */
  public boolean changesGolden() {
    return array.stream() != null || judges();
  }

  /** Whether guards look at every value. */
  boolean judges() {
    return layers.stream()
        .anyMatch(l -> l.judges(FaultSite.ACCUMULATOR) || l.judges(FaultSite.ACTIVATION));
  }

  /** The register columns that the array builds three times. */
  public ProtectedColumns columns() {
    boolean onArray =
        settings.important() > 0
            && mechanisms.stream().noneMatch(m -> m.ranksChannels() || recomputes(m));
    ProtectedColumns columns = ProtectedColumns.NONE;
    for (Mechanism mechanism : mechanisms) {
      columns = columns.with(mechanism.columns(network.layers(), onArray));
    }
    return columns;
  }

  /** The register columns that the dot-product unit builds three times. */
  public ProtectedColumns unitColumns() {
    ProtectedColumns columns = ProtectedColumns.NONE;
    for (Mechanism mechanism : mechanisms) {
      if (recomputes()) {
        columns = columns.with(mechanism.unitColumns(network.layers()));
      }
    }
    return columns;
  }

  private static boolean recomputes(Mechanism mechanism) {
    BitSet one = new BitSet();
    one.set(0);
    return !mechanism.recomputedNeurons(one).isEmpty();
  }
}
