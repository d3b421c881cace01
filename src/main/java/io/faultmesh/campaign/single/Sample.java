package io.faultmesh.campaign.single;

import io.faultmesh.campaign.single.Stratum.Block;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.measure.SampleSize;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.SingleSettings;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which single faults a campaign runs. Bits of redundant copies are none of them: the sample is the
 * same for all designs, so that these can be compared fault by fault.
 *
 * @param images number of images that meet faults
 * @param shares of events that strike one bit, two neighbours, and so on
 */
public record Sample(List<Stratum> strata, int images, List<Double> shares, double confidence) {
  /** More inferences than this are run only if somebody says so. */
  static final long UNASKED = 1_000_000;

  private static final long MOST = 100_000_000;

  public Sample {
    strata = List.copyOf(strata);
    shares = List.copyOf(shares);
  }

  /**
   * The strata of a design's array and network.
   *
   * @param available number of test images
   */
  public static Sample of(FaultSettings faults, Protection design, int available) {
    SingleSettings single = faults.single();
    int images = Math.min(single.images(), available);
    FaultPlan struck = new FaultPlan(faults, 0);
    List<FaultSite> sites = single.sites() == null ? faults.sites() : single.sites();
    Map<List<Object>, List<Block>> groups = new LinkedHashMap<>();
    for (FaultSite site : sites) {
      for (IntegerLayer layer : design.network().layers()) {
        if (site == FaultSite.PE || !struck.strikesLayer(layer.index())) {
          continue;
        }
        long values = SiteSpace.values(site, layer.node(), design.mappings().get(layer.index()));
        long population = site.storesParameters() ? values : Math.multiplyExact(values, images);
        long first = site == FaultSite.DRAM ? layer.weights().length : 0;
        for (int bit = 0; bit < site.bitsPerValue(); bit++) {
          if ((struck.bitMask() >>> bit & 1) != 0) {
            Object ofLayer = single.divides(SingleSettings.Stratum.LAYER) ? layer.index() : -1;
            Object ofBit = single.divides(SingleSettings.Stratum.BIT) ? bit : -1;
            groups
                .computeIfAbsent(List.of(site, ofLayer, ofBit), key -> new ArrayList<>())
                .add(new Block(site, layer.index(), bit, values, first, population));
          }
        }
      }
    }
    if (groups.isEmpty()) {
      throw new BadInputException(
          "faults.single: no bit is left to strike; see faults.sites, faults.layers, faults.bits");
    }
    List<Stratum> strata = new ArrayList<>();
    for (List<Block> blocks : groups.values()) {
      long population = Stratum.population(blocks);
      long size =
          single.count() == null
              ? SampleSize.of(population, single.margin(), single.confidence())
              : Math.min(population, single.count());
      strata.add(new Stratum(blocks, size));
    }
    List<Double> shares = faults.burst() == null ? List.of(1.0) : faults.burst().shares();
    return new Sample(strata, images, shares, single.confidence());
  }

  public long faults() {
    return strata.stream().mapToLong(Stratum::sampled).sum();
  }

  /**
   * What a campaign will cost, in one line.
   *
   * @param agreed whether somebody said yes to any cost
   * @throws BadInputException if it is too much to start unasked
   */
  public String cost(int designs, boolean agreed) {
    long inferences = faults() * designs;
    String cost =
        Text.format(
            "faults.single: %,d faults in %,d strata on %,d images, %,d inferences in all",
            faults(), strata.size(), images, inferences);
    if (faults() > MOST) {
      throw new BadInputException(cost + "; widen faults.single.margin or name fewer strata");
    }
    if (inferences > UNASKED && !agreed) {
      throw new BadInputException(
          cost + "; go on with --yes, or widen faults.single.margin or name fewer strata");
    }
    return cost;
  }

  /** All faults, in the order of their strata. */
  public List<SingleFault> draw(long seed, int firstImage) {
    List<SingleFault> faults = new ArrayList<>();
    strata.forEach(stratum -> faults.addAll(stratum.draw(seed, firstImage, images, shares)));
    return faults;
  }
}
