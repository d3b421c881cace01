package io.faultmesh.protection.struck;

import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.PackedChannels;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Region;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;

/**
 * Which values of a layer arise in the hardened part of the array: products and partial sums by the
 * element that makes them, finished sums by the element (output-stationary) or the column (else)
 * that they leave.
 */
public final class HardenedValues {
  private final Region region;
  private final LayerMapping mapping;
  private final Convolution node;
  private final LayerProtection protection;
  private final PackedChannels packed;

  private HardenedValues(
      Region region, LayerMapping mapping, Convolution node, LayerProtection protection) {
    this.region = region;
    this.mapping = mapping;
    this.node = node;
    this.protection = protection;
    this.packed = new PackedChannels(node, protection.repeatedChannels());
  }

  /** The hardened values of a design's layer; null where no part of the array is hardened. */
  public static HardenedValues of(Protection design, int layer) {
    Region region = design.region();
    return region == null
        ? null
        : new HardenedValues(
            region,
            design.mappings().get(layer),
            design.network().layers().get(layer).node(),
            design.layers().get(layer));
  }

  /** Whether the factor acts on a site at all. */
  public static boolean mayCover(FaultSite site) {
    return site == FaultSite.PRODUCT
        || site == FaultSite.PRODUCT_STREAM
        || site == FaultSite.PARTIAL_SUM
        || site == FaultSite.ACCUMULATOR;
  }

  /** On the rates of faults there. */
  public double factor() {
    return region.factor();
  }

  /** Whether a value is hardened in a pass. */
  public boolean covers(FaultSite site, long value, int pass) {
    long step = site == FaultSite.PRODUCT_STREAM ? value / mapping.streamLength() : value;
    int neuron = (int) (site == FaultSite.ACCUMULATOR ? value : step / node.windowSize());
    if (protection.isRecomputed(neuron)) {
      return false;
    }
    int tap = (int) (site == FaultSite.ACCUMULATOR ? 0 : step % node.windowSize());
    int filter = neuron / node.pixels();
    int pixel = neuron % node.pixels();
    int element =
        pass == 0 || protection.abreast() > 1
            ? mapping.processingElementAbreast(filter, pixel, tap, pass)
            : mapping.processingElementAt(packed.position(filter, pass), pixel, tap);
    int column = element % mapping.columns();
    boolean inARow = site != FaultSite.ACCUMULATOR || mapping.isOutputStationary();
    return region.covers(inARow ? element / mapping.columns() : Integer.MAX_VALUE, column);
  }

  /** How many of a neuron's values of a site are hardened in a pass. */
  int count(FaultSite site, int neuron, int pass) {
    if (site == FaultSite.ACCUMULATOR) {
      return covers(site, neuron, pass) ? 1 : 0;
    }
    int alike = site == FaultSite.PRODUCT_STREAM ? mapping.streamLength() : 1;
    long first = (long) neuron * node.windowSize() * alike;
    if (mapping.isOutputStationary() || region.rows() == 0) {
      return covers(site, first, pass) ? node.windowSize() * alike : 0;
    }
    int count = 0;
    for (int tap = 0; tap < node.windowSize(); tap++) {
      count += covers(site, first + (long) tap * alike, pass) ? alike : 0;
    }
    return count;
  }

  /** The layer's products that hardened elements make, those of repeated passes too. */
  public long products() {
    long products = 0;
    for (int neuron = 0; neuron < node.neurons(); neuron++) {
      boolean repeated = protection.repeatedChannels().get(neuron / node.pixels());
      for (int pass = 0; pass < (repeated ? protection.passes() : 1); pass++) {
        products += count(FaultSite.PARTIAL_SUM, neuron, pass);
      }
    }
    return products;
  }

  /** Takes from the exposed bits of a layer what hardening keeps from flipping. */
  void lessen(FaultSite site, IntegerLayer layer, CellCounts to) {
    long alike = SiteSpace.values(site, layer, mapping) / node.neurons();
    if (alike == 0) {
      return;
    }
    double part = 1 - factor();
    Station station = protection.station(site);
    for (int neuron = 0; neuron < node.neurons(); neuron++) {
      long first = neuron * alike;
      int count = count(site, neuron, 0);
      to.lessen(first, count, Exposure.ALL, 1, part);
      if (station.copies() > 1) {
        long mask = Integer.toUnsignedLong(station.copied(first));
        to.lessen(first, count, mask, station.copies() - 1, part);
      }
      if (protection.repeatedChannels().get(neuron / node.pixels())) {
        for (int pass = 1; pass < protection.passes(); pass++) {
          to.lessen(first, count(site, neuron, pass), Exposure.ALL, 1, part);
        }
      }
    }
  }
}
