package io.faultmesh.protection.struck;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.ProtectedColumns;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Region;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many bits a design exposes, by site, layer and bit position. A bit that the design builds
 * three times counts three times. {@code pe} counts as layer 0.
 */
public final class Exposure {
  static final long ALL = -1;
  private static final CellCounts[] NOTHING = {};

  private final FaultPlan plan;
  private final Protection protection;
  private final SortedMap<Cells, CellCounts[]> counts = new TreeMap<>();

  public Exposure(FaultPlan plan, Protection protection) {
    this.plan = plan;
    this.protection = protection;
    for (FaultSite site : FaultSite.values()) {
      if (plan.strikes(site)) {
        addSite(site);
      }
      if (plan.stuck().strikesBuffer(site)) {
        Bank.of(protection, plan, site).forEach(this::addBank);
      }
    }
  }

  /** Copies of a bank count with it. */
  private void addBank(Bank bank) {
    FaultSite site = bank.cells().site();
    long mask = bank.cells().isData() ? bank.mask() & plan.bitMask() : bank.mask();
    CellCounts own =
        counts
            .computeIfAbsent(
                bank.cells().stuck(),
                key ->
                    new CellCounts[] {
                      stuck(site, bank.width(), bank.units() * enabled(bank, mask))
                    })[0];
    own.addStuck(bank.units(), mask);
  }

  private static long enabled(Bank bank, long mask) {
    return Long.bitCount(bank.width() == Long.SIZE ? mask : mask & ((1L << bank.width()) - 1));
  }

  /** Counts of stuck bits: of an exact number, each of so many may be one. */
  private CellCounts stuck(FaultSite site, int width, long among) {
    int count = plan.stuck().count(site);
    double rate = count > 0 ? (double) count / among : plan.stuck().rate(site);
    return new CellCounts(plan, site, width, rate, true);
  }

  private void addSite(FaultSite site) {
    if (site == FaultSite.PE) {
      counts.put(Cells.data(site), new CellCounts[] {elements()});
      return;
    }
    for (IntegerLayer layer : protection.network().layers()) {
      CellCounts data = of(Cells.data(site), layer.index(), site.bitsPerValue());
      if (plan.strikesLayer(layer.index())) {
        addValues(site, layer, data);
        addCheckCells(site, layer);
        addTileCheck(site, layer);
        addPositions(site, layer);
      }
    }
  }

  /** The counts of a layer's cells, empty at first. */
  private CellCounts of(Cells cells, int layer, int width) {
    int layers = protection.layers().size();
    CellCounts own = new CellCounts(plan, cells.site(), width);
    counts.computeIfAbsent(cells, key -> new CellCounts[layers])[layer] = own;
    return own;
  }

  /** The bits that a code adds to each word. */
  private void addCheckCells(FaultSite site, IntegerLayer layer) {
    Station station = protection.layers().get(layer.index()).station(site);
    Guard coder = station.coder();
    if (coder == null) {
      return;
    }
    long values = SiteSpace.values(site, layer, protection.mappings().get(layer.index()));
    of(coder.cells(), layer.index(), coder.redundancy().checkBits())
        .addWords(station.words(values, firstTensor(site, layer)), station.codedCopies());
  }

  /** The own cells of what checks the sums of tiles. */
  private void addTileCheck(FaultSite site, IntegerLayer layer) {
    LayerMapping mapping = protection.mappings().get(layer.index());
    LayerProtection own = protection.layers().get(layer.index());
    own.tileCheck()
        .ifPresent(
            check -> {
              SumTiles tiles = new SumTiles(mapping);
              Station dram = own.station(FaultSite.DRAM);
              TileCheckDraws cells = new TileCheckDraws(check, tiles, layer.node(), dram);
              if (cells.words(site) > 0) {
                of(check.cells(site), layer.index(), cells.bits(site))
                    .addWords(cells.words(site), 1);
              }
            });
  }

  private void addPositions(FaultSite site, IntegerLayer layer) {
    int bits = PositionTable.bits(protection.built());
    int entries = protection.layers().get(layer.index()).recomputedNeurons().cardinality();
    if (site == FaultSite.POSITION && entries > 0 && bits > 0) {
      of(PositionTable.cells(), layer.index(), bits).addWords(entries, 1);
    }
  }

  private static long firstTensor(FaultSite site, IntegerLayer layer) {
    return site == FaultSite.DRAM ? layer.weights().length : 0;
  }

  /** All kinds of cells that are struck. */
  public Set<Cells> cells() {
    return counts.keySet();
  }

  private CellCounts at(Cells cells, int layer) {
    CellCounts[] layers = counts.getOrDefault(cells, NOTHING);
    return layer < layers.length ? layers[layer] : null;
  }

  /** Bits of one value or word, 0 where a layer has no such cells. */
  public int width(Cells cells, int layer) {
    CellCounts own = at(cells, layer);
    return own == null ? 0 : own.width();
  }

  /** Exposed bits while one image passes; for a site drawn per trial, in the whole trial. */
  public long bits(FaultSite site, int layer, int bit) {
    return bits(Cells.data(site), layer, bit);
  }

  /** Exposed bits of any kind. */
  public long bits(Cells cells, int layer, int bit) {
    return bit < width(cells, layer) ? at(cells, layer).bits(bit) : 0;
  }

  /** All bits that one image meets. */
  public long bitsPerImage() {
    long total = 0;
    for (Cells cells : counts.keySet()) {
      for (CellCounts layer : counts.get(cells)) {
        for (int bit = 0; layer != null && bit < layer.width(); bit++) {
          total += layer.bits(bit);
        }
      }
    }
    return total;
  }

  /** Flips that chance gives in some trials of some images, on average. */
  public double expectedFlips(long images, long trials) {
    SortedMap<Double, Double> drawnByRate = new TreeMap<>();
    for (Cells cells : counts.keySet()) {
      long draws = (isLasting(cells) ? 1 : images) * trials;
      drawnByRate.merge(rate(cells), flips(cells) * draws, Double::sum);
    }
    double flips = 0;
    for (var drawn : drawnByRate.entrySet()) {
      flips += drawn.getKey() * drawn.getValue();
    }
    return flips;
  }

  /** Whether cells are drawn once per trial instead of once per image. */
  public boolean isLasting(Cells cells) {
    return any(cells).isLasting();
  }

  private double rate(Cells cells) {
    return any(cells).rate();
  }

  /** Layers have cells of a kind alike. */
  private CellCounts any(Cells cells) {
    return Arrays.stream(counts.get(cells)).filter(Objects::nonNull).findFirst().orElseThrow();
  }

  private double flips(Cells cells) {
    double total = 0;
    for (CellCounts layer : counts.get(cells)) {
      for (int bit = 0; layer != null && bit < layer.width(); bit++) {
        total += layer.flips(bit);
      }
    }
    return total;
  }

  /** The same of one bit position of a layer, where each bit is drawn so often. */
  public double expectedFlips(Cells cells, int layer, int bit, long draws) {
    return bit < width(cells, layer)
        ? at(cells, layer).rate() * (at(cells, layer).flips(bit) * draws)
        : 0;
  }

  private CellCounts elements() {
    long number = (long) protection.built().rows() * protection.built().columns();
    ProtectedColumns columns = protection.columns();
    boolean redundant = plan.stuck().strikesRedundantBits(FaultSite.PE);
    CellCounts elements =
        stuck(FaultSite.PE, FaultSite.PE.bitsPerValue(), number * Long.bitCount(plan.bitMask()));
    for (int bit = 0; bit < elements.width(); bit++) {
      int copies = redundant && columns.isTripled(bit) ? 3 : 1;
      elements.addStuck(number * copies, 1L << bit & plan.bitMask());
      if (protection.region() != null) {
        Region region = protection.region();
        int hardened = region.elements(protection.built().rows(), protection.built().columns());
        elements.lessen(0, hardened, 1L << bit, copies, 1 - region.factor());
      }
    }
    return elements;
  }

  private void addValues(FaultSite site, IntegerLayer layer, CellCounts to) {
    LayerMapping mapping = protection.mappings().get(layer.index());
    LayerProtection own = protection.layers().get(layer.index());
    long values = SiteSpace.values(site, layer, mapping);
    long firstTensor = firstTensor(site, layer);
    to.addValues(0, firstTensor, ALL, 1);
    to.addValues(0, values - firstTensor, ALL, 1);
    addCopies(own.station(site), values, layer.node(), to);
    BitSet repeated = own.repeatedChannels();
    if (site == FaultSite.OPERAND) {
      addRepeatedOperands(mapping, repeated, own.passes() - 1, to);
    } else if (isComputed(site)) {
      long ofChannel = values / layer.node().filters();
      repeated.stream().forEach(c -> to.addValues(c * ofChannel, ofChannel, ALL, own.passes() - 1));
    }
    if (HardenedValues.mayCover(site) && protection.region() != null) {
      HardenedValues.of(protection, layer.index()).lessen(site, layer, to);
    }
  }

  private static boolean isComputed(FaultSite site) {
    return switch (site) {
      case ACTIVATION, ACCUMULATOR, PARTIAL_SUM, PRODUCT, PRODUCT_STREAM -> true;
      case DRAM, WEIGHT, INPUT, OPERAND, BIAS, SCALE, TABLE, SUM, POSITION, PE -> false;
    };
  }

  /** The further copies of bits. The values of one neuron are copied alike, so one is asked. */
  private static void addCopies(Station station, long values, Convolution node, CellCounts to) {
    if (station.copies() == 1) {
      return;
    }
    long alike = isComputed(station.site()) ? values / node.neurons() : 1;
    for (long value = 0; value < values; value += alike) {
      long mask = Integer.toUnsignedLong(station.copied(value));
      to.addValues(value, alike, mask, station.copies() - 1);
    }
  }

  /** A fold with repeated channels passes its inputs again, and the weights of these channels. */
  private static void addRepeatedOperands(
      LayerMapping mapping, BitSet repeated, int repetitions, CellCounts to) {
    for (int i = 0; !repeated.isEmpty() && i < mapping.folds(); i++) {
      Fold fold = mapping.fold(i);
      BitSet channels = repeated.get(fold.firstFilter(), fold.firstFilter() + fold.filters());
      if (!channels.isEmpty()) {
        long first = mapping.inputOperand(fold, fold.firstPixel(), fold.firstTap());
        to.addValues(first, (long) fold.taps() * fold.pixels(), ALL, repetitions);
      }
      for (int channel : channels.stream().toArray()) {
        for (int tap = fold.firstTap(); tap < fold.firstTap() + fold.taps(); tap++) {
          long weight = mapping.weightOperand(fold, fold.firstFilter() + channel, tap);
          to.addValues(weight, 1, ALL, repetitions);
        }
      }
    }
  }
}
