package io.faultmesh.protection.struck;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.Registers;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.protection.ProtectedColumns;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSite;
import java.util.List;

/** The stuck register bits of a design's array, in one trial. */
record StuckRegisters(FaultPlan plan, int trial, Protection protection) {
  /** How often a tripled register exists. */
  static final int REPLICAS = 3;

  /**
   * The array's registers for each of three replicas; null where the site is off. Replicas 1 and 2
   * act only through votes.
   */
  Registers[][] registers() {
    if (!plan.strikes(FaultSite.PE)) {
      return null;
    }
    int elements = protection.array().rows() * protection.array().columns();
    Registers[][] registers = new Registers[REPLICAS][];
    for (int r = 0; r < REPLICAS; r++) {
      registers[r] = Registers.of(used(drawnStuckBits(r)), elements);
    }
    return registers;
  }

  private List<StuckBit> drawnStuckBits(int replica) {
    return protection.stuckBits(plan, trial, replica);
  }

  /** Those in columns that are used, by the number of the element among the used ones. */
  private List<StuckBit> used(List<StuckBit> bits) {
    int built = protection.built().columns();
    int columns = protection.array().columns();
    return bits.stream()
        .filter(bit -> bit.element() % built < columns)
        .map(
            bit -> {
              int element = bit.element() / built * columns + bit.element() % built;
              return new StuckBit(element, bit.bit(), bit.one());
            })
        .toList();
  }

  /** The stuck bits of a replica that the design has, by the number of the element as built. */
  List<StuckBit> existing(int replica) {
    ProtectedColumns columns = protection.columns();
    return drawnStuckBits(replica).stream()
        .filter(bit -> replica == 0 || columns.isTripled(bit.bit()))
        .toList();
  }
}
