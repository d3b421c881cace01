package io.faultmesh.protection;

import io.faultmesh.fault.CheckSink;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a design does to one layer. */
public final class LayerProtection {
  private final Map<FaultSite, Station> stations;
  private final Map<FaultSite, Station> bare;
  private final boolean reuse;
  private final BitSet repeated;
  private final Mechanism repeater;
  private final BitSet recomputed;
  private final TileCheck tileCheck;

  /**
   * A layer's guards at their stations.
   *
   * @param layer with its repeated channels
   * @param reuse whether the dot-product unit takes the operands that the array receives
   */
  LayerProtection(String design, List<Mechanism> mechanisms, GuardedLayer layer, boolean reuse) {
    List<Guard> guards = new ArrayList<>();
    mechanisms.forEach(mechanism -> guards.addAll(mechanism.guards(layer)));
    this.reuse = reuse;
    this.repeated = layer.repeated();
    this.repeater =
        mechanisms.stream().filter(mechanism -> mechanism.passes() > 1).findFirst().orElse(null);
    this.recomputed = new BitSet();
    mechanisms.forEach(m -> recomputed.or(m.recomputedNeurons(layer.important())));
    this.tileCheck =
        mechanisms.stream()
            .flatMap(mechanism -> mechanism.tileCheck(layer.layer()).stream())
            .findFirst()
            .orElse(null);
    this.stations = new EnumMap<>(FaultSite.class);
    this.bare = new EnumMap<>(FaultSite.class);
    int index = layer.layer().index();
    for (FaultSite site : FaultSite.values()) {
      List<Guard> own = guards.stream().filter(guard -> guard.site() == site).toList();
      stations.put(site, new Station(design, site, index, own));
      // A repeated pass has no copies of its own; what looks at every value looks at it, too.
      List<Guard> judges = own.stream().filter(guard -> guard.redundancy().isNone()).toList();
      bare.put(site, new Station(design, site, index, judges));
    }
  }

  private LayerProtection(LayerProtection design, BitSet recomputed) {
    this.stations = design.stations;
    this.bare = design.bare;
    this.reuse = design.reuse;
    this.repeated = design.repeated;
    this.repeater = design.repeater;
    this.recomputed = recomputed;
    this.tileCheck = design.tileCheck;
  }

  /** The same, with more neurons for the dot-product unit, which keep their guards. */
  public LayerProtection repairing(BitSet neurons) {
    BitSet all = (BitSet) recomputed.clone();
    all.or(neurons);
    return new LayerProtection(this, all);
  }

  /** The same, with these neurons and no others for the dot-product unit. */
  public LayerProtection recomputing(BitSet neurons) {
    return new LayerProtection(this, neurons);
  }

  /** The values of a site with what guards them. */
  public Station station(FaultSite site) {
    return stations.get(site);
  }

  /** The same in a pass, where 0 is the first. */
  public Station station(FaultSite site, int pass) {
    return pass == 0 ? stations.get(site) : bare.get(site);
  }

  /** Whether sums and results leave the array in copies that are voted. */
  public boolean votes() {
    Station results = station(FaultSite.ACTIVATION);
    return station(FaultSite.ACCUMULATOR).copies() > 1
        || (results.copies() > 1 && results.isBitwise());
  }

  /** Whether a guard looks at every value of a site. */
  public boolean judges(FaultSite site) {
    return station(site).judges();
  }

  /** How the sums of its tiles are checked, if they are. */
  public Optional<TileCheck> tileCheck() {
    return Optional.ofNullable(tileCheck);
  }

  /** Whether words that a check detects are read again from DRAM. */
  public boolean refetches() {
    return stations.values().stream().anyMatch(Station::refetches);
  }

  /** Whether the dot-product unit computes a neuron in the array's stead. */
  public boolean isRecomputed(int neuron) {
    return recomputed.get(neuron);
  }

  /** Whether flips of operands on their way to the array reach a neuron. */
  public boolean seesOperandFlips(int neuron) {
    return reuse || !isRecomputed(neuron);
  }

  /** Whether the dot-product unit takes the operands that the array receives. */
  public boolean sharesOperands() {
    return reuse;
  }

  /** The channels that the array computes {@link #passes} times; empty for most designs. */
  public BitSet repeatedChannels() {
    return repeated;
  }

  /** How often the array computes its repeated channels; 1 where there are none. */
  public int passes() {
    return repeated.isEmpty() ? 1 : repeater.passes();
  }

  /** How many of the passes the array computes at once, side by side. */
  public int abreast() {
    return repeated.isEmpty() ? 1 : repeater.abreast();
  }

  /**
   * The same on an array.
   *
   * @throws BadInputException if they have no room there
   */
  int abreast(String design, ArraySettings array) {
    boolean streamsFilters = array.dataflow() == ArraySettings.Dataflow.INPUT_STATIONARY;
    if (abreast() > array.columns() || (abreast() > 1 && streamsFilters)) {
      throw new BadInputException(
          "design "
              + design
              + ": passes side by side need a column each, and an array where filters stand in"
              + " columns (output-stationary or weight-stationary); duplicate.in: time runs on any");
    }
    return abreast();
  }

  /** The vote over the passes of repeated channels, or their comparison. */
  public RepeatVote repeatVote(int attempt, CheckSink sink) {
    return new RepeatVote(repeater, station(FaultSite.ACTIVATION).layer(), attempt, sink);
  }

  /** How often at most folds are computed again. */
  public int attempts() {
    if (tileCheck != null) {
      return tileCheck.repeats();
    }
    boolean compares = !repeated.isEmpty() && repeater.unequal() == Reaction.REPEAT;
    return compares ? repeater.unequalAttempts() : 0;
  }

  /** The neurons that the dot-product unit recomputes. */
  public BitSet recomputedNeurons() {
    return recomputed;
  }
}
