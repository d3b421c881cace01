package io.faultmesh.protection;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many bits a design exposes, by site, layer and bit position. A bit that the design builds
 * three times counts three times. {@code pe} counts as layer 0.
 */
public final class Exposure {
  private final FaultPlan plan;
  private final Protection protection;
  private final Map<FaultSite, long[][]> bits = new EnumMap<>(FaultSite.class);

  public Exposure(FaultPlan plan, Protection protection) {
    this.plan = plan;
    this.protection = protection;
    for (FaultSite site : FaultSite.values()) {
      if (plan.strikes(site)) {
        bits.put(site, site == FaultSite.PE ? new long[][] {elements()} : layers(site));
      }
    }
  }

  /** Exposed bits while one image passes; for a site drawn per trial, in the whole trial. */
  public long bits(FaultSite site, int layer, int bit) {
    return bits.containsKey(site) && layer < bits.get(site).length ? bits.get(site)[layer][bit] : 0;
  }

  /** All bits that one image meets. */
  public long bitsPerImage() {
    long total = 0;
    for (FaultSite site : bits.keySet()) {
      total += bits(site);
    }
    return total;
  }

  /** Bits that are drawn anew in a trial of some images. */
  public double drawnBits(long images) {
    double total = 0;
    for (FaultSite site : bits.keySet()) {
      total += (double) bits(site) * (plan.isPerTrial(site) ? 1 : images);
    }
    return total;
  }

  private long bits(FaultSite site) {
    long total = 0;
    for (long[] layer : bits.get(site)) {
      for (long count : layer) {
        total += count;
      }
    }
    return total;
  }

  private long[] elements() {
    long[] counts = new long[FaultSite.PE.bitsPerValue()];
    long elements = (long) protection.built().rows() * protection.built().columns();
    ProtectedColumns columns = protection.columns();
    for (int bit = 0; bit < counts.length; bit++) {
      if (isEnabled(bit)) {
        counts[bit] = elements * (columns.isTripled(bit) ? 3 : 1);
      }
    }
    return counts;
  }

  private boolean isEnabled(int bit) {
    return (plan.bitMask() >>> bit & 1) != 0;
  }

  private long[][] layers(FaultSite site) {
    long[][] counts = new long[protection.layers().size()][];
    for (IntegerLayer layer : protection.network().layers()) {
      counts[layer.index()] =
          plan.strikesLayer(layer.index()) ? layer(site, layer) : new long[site.bitsPerValue()];
    }
    return counts;
  }

  private long[] layer(FaultSite site, IntegerLayer layer) {
    Convolution node = layer.node();
    LayerProtection own = protection.layers().get(layer.index());
    LayerMapping mapping = protection.mappings().get(layer.index());
    long[] extra = new long[site.bitsPerValue()];
    BitSet repeated = own.repeatedChannels();
    long repeatedValues = 0;
    if (site == FaultSite.OPERAND) {
      repeatedValues = repeatedOperands(mapping, repeated);
    } else if (own.votes(site)) {
      long valuesPerNeuron = SiteSpace.values(site, node, mapping) / node.neurons();
      repeatedValues = (long) repeated.cardinality() * node.pixels() * valuesPerNeuron;
      for (int neuron = 0; own.votes() && neuron < node.neurons(); neuron++) {
        int mask = own.mask(site, neuron);
        for (; mask != 0; mask &= mask - 1) {
          extra[Integer.numberOfTrailingZeros(mask)] += 2 * valuesPerNeuron;
        }
      }
    }
    long[] counts = new long[site.bitsPerValue()];
    for (int bit = 0; bit < counts.length; bit++) {
      if (isEnabled(bit)) {
        counts[bit] = SiteSpace.values(site, node, mapping) + 2 * repeatedValues + extra[bit];
      }
    }
    return counts;
  }

  private static long repeatedOperands(LayerMapping mapping, BitSet repeated) {
    long operands = 0;
    for (int i = 0; !repeated.isEmpty() && i < mapping.folds(); i++) {
      Fold fold = mapping.fold(i);
      int channels =
          repeated.get(fold.firstFilter(), fold.firstFilter() + fold.filters()).cardinality();
      if (channels > 0) {
        operands += (long) fold.taps() * (fold.pixels() + channels);
      }
    }
    return operands;
  }
}
