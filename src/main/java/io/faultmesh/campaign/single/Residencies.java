package io.faultmesh.campaign.single;

import io.faultmesh.fault.SiteSpace;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Protection;
import io.faultmesh.safety.Structure;
import io.faultmesh.scenario.FaultSite;
import java.util.Set;

/**
 * How long live data stand in a design's structures while an image passes. The machine's times do
 * not depend on values, so one image tells.
 */
final class Residencies {
  private final Protection design;
  private final ImageResult result;

  /**
   * The residencies in a design.
   *
   * @param result what its machine did for an image without faults
   */
  Residencies(Protection design, ImageResult result) {
    this.design = design;
    this.result = result;
  }

  /**
   * The share of a structure's bits, and of the time, in which they hold live data.
   *
   * @param held as what the machine measures that which stands in it
   */
  double live(Structure structure, Set<FaultSite> held) {
    if (structure.site() == FaultSite.TABLE) {
      // Nothing fetches tables: they stay for the next image.
      return 1;
    }
    double stayed = held.stream().mapToLong(result.residency()::bitCycles).sum();
    return Math.min(1, stayed / structure.bits() / result.cycles());
  }

  /** Bits times cycles of a layer's values in what the machine measures as a site. */
  long bitCycles(FaultSite held, int layer) {
    return result.residency().bitCycles(held, layer);
  }

  /** Whether anything stands in the machine that it measures as a site. */
  boolean have(FaultSite held) {
    return result.residency().bitCycles(held) > 0;
  }

  /** Bits of DRAM that layers read, and of tables behind them. */
  Structure.NetworkBits networkBits() {
    return new Structure.NetworkBits(bits(FaultSite.DRAM), bits(FaultSite.TABLE));
  }

  private long bits(FaultSite site) {
    long values = 0;
    for (IntegerLayer layer : design.network().layers()) {
      values += SiteSpace.values(site, layer, design.mappings().get(layer.index()));
    }
    return site.bitsPerValue() * values;
  }
}
