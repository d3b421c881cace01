package io.faultmesh.protection.struck;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The dot-product unit's table of positions in one layer: for each neuron that it computes, in
 * their order, the number {@code row * C + column} of an element. The column is where the neuron's
 * results leave the array; the row is its element, or where sums stream out its place among R of
 * them. A number that is struck names another neuron of the same fold, or none.
 */
public final class PositionTable {
  /** The key whose cells its entries are. */
  private static final String KIND = "recompute";

  private final Convolution node;
  private final LayerMapping mapping;
  private final ArraySettings array;
  private final int[] neurons;

  /**
   * A table.
   *
   * @param array as built, whose columns number its elements
   */
  PositionTable(
      LayerProtection design, Convolution node, LayerMapping mapping, ArraySettings array) {
    this.node = node;
    this.mapping = mapping;
    this.array = array;
    this.neurons = design.recomputedNeurons().stream().toArray();
  }

  /** The entries' cells. */
  static Cells cells() {
    return new Cells(FaultSite.POSITION, KIND);
  }

  long entries() {
    return neurons.length;
  }

  /** Bits of an entry: as many as tell the array's elements apart. */
  public static int bits(ArraySettings array) {
    int last = array.rows() * array.columns() - 1;
    return Integer.SIZE - Integer.numberOfLeadingZeros(last);
  }

  /** A layer's design while an image passes, as its struck table has it; counted. */
  static LayerProtection read(
      FaultPlan plan, int trial, Protection protection, int layer, int image, FlipTally tally) {
    LayerProtection design = protection.layers().get(layer);
    if (!plan.strikes(FaultSite.POSITION) || !plan.strikesLayer(layer)) {
      return design;
    }
    int bits = bits(protection.built());
    if (bits == 0) {
      return design;
    }
    Convolution node = protection.network().layers().get(layer).node();
    PositionTable table =
        new PositionTable(design, node, protection.mappings().get(layer), protection.built());
    SortedMap<Long, Integer> flips = new TreeMap<>();
    Draw draw = plan.draw(trial, image, layer, FaultSite.POSITION).ofKind(KIND);
    TileCheckFlips.take(plan.redundantFlips(draw, table.entries(), bits), bits, flips);
    flips.forEach(
        (entry, mask) ->
            tally.countRedundant(cells(), bits, layer, 0, entry, Integer.toUnsignedLong(mask)));
    return flips.isEmpty() ? design : design.recomputing(table.read(flips));
  }

  /** The neurons that a struck table names. */
  private BitSet read(Map<Long, Integer> flips) {
    BitSet read = new BitSet();
    for (int entry = 0; entry < neurons.length; entry++) {
      Integer mask = flips.get((long) entry);
      int neuron = mask == null ? neurons[entry] : struck(neurons[entry], mask);
      if (neuron >= 0) {
        read.set(neuron);
      }
    }
    return read;
  }

  /** Another neuron of the fold, or -1 where a number names none. */
  private int struck(int neuron, int mask) {
    int filter = neuron / node.pixels();
    int pixel = neuron % node.pixels();
    Fold fold = mapping.foldOf(filter, pixel, 0);
    boolean streamsFilters = array.dataflow() == Dataflow.INPUT_STATIONARY;
    int filterPlace = mapping.place(filter) - mapping.firstPlace(fold);
    int pixelPlace = pixel - fold.firstPixel();
    int column = streamsFilters ? pixelPlace : filterPlace;
    int stream = streamsFilters ? filterPlace : pixelPlace;
    int number = (stream % array.rows() * array.columns() + column) ^ mask;
    int row = number / array.columns();
    int otherColumn = number % array.columns();
    int otherStream = stream - stream % array.rows() + row;
    int otherFilter = streamsFilters ? otherStream : otherColumn;
    int otherPixel = streamsFilters ? otherColumn : otherStream;
    boolean exists =
        row < array.rows() && otherFilter < fold.filters() && otherPixel < fold.pixels();
    return exists
        ? filterAt(fold, otherFilter) * node.pixels() + fold.firstPixel() + otherPixel
        : -1;
  }

  /** The filter that stands at a place of a fold. */
  private int filterAt(Fold fold, int place) {
    int filter = fold.firstFilter();
    while (mapping.place(filter) - mapping.firstPlace(fold) != place) {
      filter++;
    }
    return filter;
  }
}
