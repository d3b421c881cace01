package io.faultmesh.protection;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * One way to protect an accelerator. An implementation is one record in one file: its components
 * are its keys in a scenario, its methods say what it does. It is registered by a line in {@code
 * META-INF/services/io.faultmesh.scenario.ProtectSettings}.
 */
public interface Mechanism extends ProtectSettings {

  /** The guards that it puts at a layer's stations. */
  default List<Guard> guards(GuardedLayer layer) {
    return List.of();
  }

  /** Whether important channels are ranked instead of important neurons. */
  default boolean ranksChannels() {
    return false;
  }

  /** The channels of a layer that the array computes {@link #passes} times. */
  default BitSet repeatedChannels(IntegerLayer layer, BitSet important) {
    return new BitSet();
  }

  /** How often the array computes its repeated channels: 3 to vote, 2 to compare. */
  default int passes() {
    return 1;
  }

  /**
   * How the sums of a layer's tiles are checked before they become results; not at all for most.
   */
  default Optional<TileCheck> tileCheck(IntegerLayer layer) {
    return Optional.empty();
  }

  /** What two passes that differ cause. */
  default Reaction unequal() {
    return Reaction.PASS;
  }

  /** How many of its passes the array computes at once, side by side; the others follow. */
  default int abreast() {
    return 1;
  }

  /** How often at most passes that differ are computed again. */
  default int unequalAttempts() {
    return 1;
  }

  /**
   * Checks what it says of the network as a whole.
   *
   * @throws io.faultmesh.scenario.BadInputException if that cannot be
   */
  default void check(IntegerNetwork network) {}

  /** The neurons of a layer that the dot-product unit computes in the array's stead. */
  default BitSet recomputedNeurons(BitSet important) {
    return new BitSet();
  }

  /**
   * The register columns that every processing element builds several times.
   *
   * @param hasImportant whether the array itself computes important neurons
   */
  default ProtectedColumns columns(List<IntegerLayer> layers, boolean hasImportant) {
    return ProtectedColumns.NONE;
  }

  /** The register columns that the dot-product unit builds several times. */
  default ProtectedColumns unitColumns(List<IntegerLayer> layers) {
    return ProtectedColumns.NONE;
  }

  /** The part of the array that it hardens; none for most. */
  default Optional<Region> region() {
    return Optional.empty();
  }

  /** The latch that it puts behind accumulators; none for most. */
  default Optional<ShadowLatch> latch() {
    return Optional.empty();
  }

  /** Whether what it detects may make an image take longer. */
  default boolean reacts() {
    return false;
  }

  /** The site whose permanent faults may change the design; none for most. */
  default Optional<FaultSite> adaptsTo() {
    return Optional.empty();
  }

  /**
   * The design as a trial's permanent faults leave it.
   *
   * @throws io.faultmesh.scenario.BadInputException if nothing usable is left
   */
  default Protection adapt(Protection design, FaultPlan plan, int trial) {
    return design;
  }
}
