package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many bits a design exposes, by site, layer and bit position. A bit that the design builds
 * three times counts three times. {@code pe} counts as layer 0.
 */
public final class Exposure {
  private final FaultPlan plan;
  private final Protection protection;
  private final SortedMap<Cells, long[][]> bits = new TreeMap<>();

  public Exposure(FaultPlan plan, Protection protection) {
    this.plan = plan;
    this.protection = protection;
    for (FaultSite site : FaultSite.values()) {
      if (plan.strikes(site)) {
        Cells data = Cells.data(site);
        bits.put(data, site == FaultSite.PE ? new long[][] {elements()} : layers(site));
        protection.network().layers().forEach(layer -> addCheckCells(site, layer));
      }
    }
  }

  /** The bits that a code adds to each word. */
  private void addCheckCells(FaultSite site, IntegerLayer layer) {
    Station station = protection.layers().get(layer.index()).station(site);
    Guard coder = station.coder();
    if (coder == null || !plan.strikesLayer(layer.index())) {
      return;
    }
    int checkBits = coder.redundancy().checkBits();
    long values = SiteSpace.values(site, layer.node(), protection.mappings().get(layer.index()));
    long firstTensor = site == FaultSite.DRAM ? layer.weights().length : 0;
    long words = station.words(values, firstTensor);
    long[] counts = new long[checkBits];
    Arrays.fill(counts, words * station.codedCopies());
    bits.computeIfAbsent(coder.cells(), key -> new long[protection.layers().size()][0])[
            layer.index()] =
        counts;
  }

  /** All kinds of cells that are struck. */
  public Set<Cells> cells() {
    return bits.keySet();
  }

  /** Bits of one value or word, 0 where a layer has no such cells. */
  public int width(Cells cells, int layer) {
    long[][] layers = bits.get(cells);
    return layer < layers.length ? layers[layer].length : 0;
  }

  /** Exposed bits while one image passes; for a site drawn per trial, in the whole trial. */
  public long bits(FaultSite site, int layer, int bit) {
    return bits(Cells.data(site), layer, bit);
  }

  /** Exposed bits of any kind. */
  public long bits(Cells cells, int layer, int bit) {
    return bits.containsKey(cells) && bit < width(cells, layer) ? bits.get(cells)[layer][bit] : 0;
  }

  /** All bits that one image meets. */
  public long bitsPerImage() {
    long total = 0;
    for (Cells cells : bits.keySet()) {
      total += bits(cells);
    }
    return total;
  }

  /** Flips that chance gives in some trials of some images, on average. */
  public double expectedFlips(long images, long trials) {
    SortedMap<Double, Double> drawnByRate = new TreeMap<>();
    for (Cells cells : bits.keySet()) {
      double drawn = (double) bits(cells) * (plan.isPerTrial(cells.site()) ? 1 : images) * trials;
      drawnByRate.merge(plan.rate(cells.site()), drawn, Double::sum);
    }
    double flips = 0;
    for (var drawn : drawnByRate.entrySet()) {
      flips += drawn.getKey() * drawn.getValue();
    }
    return flips;
  }

  /** The same of one bit position of a layer, where each bit is drawn so often. */
  public double expectedFlips(Cells cells, int layer, int bit, long draws) {
    return plan.rate(cells.site()) * (bits(cells, layer, bit) * draws);
  }

  private long bits(Cells cells) {
    long total = 0;
    for (long[] layer : bits.get(cells)) {
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
    } else if (isComputed(site)) {
      long valuesPerNeuron = SiteSpace.values(site, node, mapping) / node.neurons();
      repeatedValues = (long) repeated.cardinality() * node.pixels() * valuesPerNeuron;
    }
    addCopies(own.station(site), SiteSpace.values(site, node, mapping), node, extra);
    long[] counts = new long[site.bitsPerValue()];
    for (int bit = 0; bit < counts.length; bit++) {
      if (isEnabled(bit)) {
        counts[bit] = SiteSpace.values(site, node, mapping) + 2 * repeatedValues + extra[bit];
      }
    }
    return counts;
  }

  private static boolean isComputed(FaultSite site) {
    return switch (site) {
      case ACTIVATION, ACCUMULATOR, PARTIAL_SUM, PRODUCT -> true;
      case DRAM, WEIGHT, INPUT, OPERAND, BIAS, SCALE, PE -> false;
    };
  }

  /** The further copies of bits. The values of one neuron are copied alike, so one is asked. */
  private static void addCopies(Station station, long values, Convolution node, long[] extra) {
    if (station.copies() == 1) {
      return;
    }
    long alike = isComputed(station.site()) ? values / node.neurons() : 1;
    for (long value = 0; value < values; value += alike) {
      int mask = station.copied(value);
      for (; mask != 0; mask &= mask - 1) {
        extra[Integer.numberOfTrailingZeros(mask)] += (station.copies() - 1) * alike;
      }
    }
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
