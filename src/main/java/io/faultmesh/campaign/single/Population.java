package io.faultmesh.campaign.single;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultForm;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.SingleSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All single faults that a design can meet, by stratum. */
final class Population {
  private final FaultSettings faults;
  private final SingleSettings single;
  private final Protection design;
  private final FaultPlan struck;
  private final int images;
  private final Map<List<Object>, List<Block>> strata = new LinkedHashMap<>();

  private Population(FaultSettings faults, Protection design, FaultPlan struck, int images) {
    this.faults = faults;
    this.single = faults.single();
    this.design = design;
    this.struck = struck;
    this.images = images;
  }

  /**
   * The blocks of each stratum.
   *
   * @param struck what may be struck, on the scenario's chip
   * @param images that meet faults
   */
  static Collection<List<Block>> of(
      FaultSettings faults, Protection design, FaultPlan struck, int images) {
    Population population = new Population(faults, design, struck, images);
    population.addFlips();
    population.addStuckBits();
    return population.strata.values();
  }

  private void addFlips() {
    for (FaultSite site : single.sites() == null ? faults.sites() : single.sites()) {
      for (IntegerLayer layer : design.network().layers()) {
        if (site == FaultSite.PE || !struck.strikesLayer(layer.index())) {
          continue;
        }
        long values = SiteSpace.values(site, layer, design.mappings().get(layer.index()));
        long population = site.storesParameters() ? values : Math.multiplyExact(values, images);
        long first = site == FaultSite.DRAM ? layer.weights().length : 0;
        for (int bit = 0; bit < site.bitsPerValue(); bit++) {
          add(new Block(site, FaultForm.FLIP, layer.index(), bit, values, first, population));
        }
      }
    }
  }

  private void addStuckBits() {
    for (FaultSite site : single.stuck()) {
      long cells =
          site == FaultSite.PE
              ? (long) design.built().rows() * design.built().columns()
              : struck.stuck().bufferValues(site);
      for (FaultForm form : List.of(FaultForm.STUCK_AT_0, FaultForm.STUCK_AT_1)) {
        for (int bit = 0; bit < site.bitsPerValue(); bit++) {
          add(new Block(site, form, Draw.ALL, bit, cells, 0, cells));
        }
      }
    }
  }

  private void add(Block block) {
    if ((struck.bitMask() >>> block.bit() & 1) == 0 || block.population() == 0) {
      return;
    }
    Object layer = single.divides(SingleSettings.Stratum.LAYER) ? block.layer() : Draw.ALL;
    Object bit = single.divides(SingleSettings.Stratum.BIT) ? block.bit() : Draw.ALL;
    strata
        .computeIfAbsent(List.of(block.site(), block.form(), layer, bit), key -> new ArrayList<>())
        .add(block);
  }
}
