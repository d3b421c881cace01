package io.faultmesh.cost;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.DppuSettings;

/**
 * Cycles of one output-stationary layer with ideal memory, by the recurrence of the dot-product
 * unit: a fold's operands arrive in windows of C; a window is served once it is complete and the
 * one before is done; two register files hold two windows, so the third waits for the first. The
 * machine's message times are the measure; this is what the optimiser can afford per point.
 */
final class FoldTiming {
  private final ArraySettings array;
  private final int rows;
  private final int columns;
  private final DppuSettings unit;
  private long freeCycle;
  private long endCycle;
  private long servedCycle;
  private long servedBefore;

  private FoldTiming(Protection design) {
    this.array = design.array();
    this.rows = array.rows() + design.checkRows();
    this.columns = array.columns() + design.checkColumns();
    this.unit = design.dppu();
  }

  /** Cycles from the layer's first operand to its last result. */
  static long layerCycles(Protection design, int layer) {
    LayerMapping mapping = design.mappings().get(layer);
    Convolution node = design.network().layers().get(layer).node();
    boolean shares = design.layers().get(layer).sharesOperands();
    FoldTiming timing = new FoldTiming(design);
    int[] important = UnitLoad.ofLayer(design, layer);
    for (int fold = 0; fold < mapping.folds(); fold++) {
      timing.fold(node.windowSize(), important[fold], shares);
    }
    for (int i = 0; i < extraFolds(design, layer); i++) {
      timing.fold(node.windowSize(), 0, shares);
    }
    return timing.endCycle;
  }

  /** Folds of repeated channels: the further passes of each, packed side by side. */
  private static long extraFolds(Protection design, int layer) {
    Convolution node = design.network().layers().get(layer).node();
    var repeated = design.layers().get(layer).repeatedChannels();
    // Passes side by side take the folds of a narrower array, of which the mapping knows.
    int abreast = design.layers().get(layer).abreast();
    long extra = abreast > 1 ? 0 : design.layers().get(layer).passes() - 1L;
    long folds = 0;
    for (int group = 0; group < node.groups(); group++) {
      int first = group * node.filtersPerGroup();
      int channels = repeated.get(first, first + node.filtersPerGroup()).cardinality();
      folds +=
          ceil(extra * channels, design.array().columns())
              * ceil(node.pixels(), design.array().rows());
    }
    return folds;
  }

  private void fold(int products, int important, boolean shares) {
    long start = array.overlap() == Overlap.PRELOAD ? freeCycle : endCycle;
    long streamed = products;
    if (important > 0 && shares) {
      start = Math.max(start, servedBefore);
      streamed = serve(start, products, important) - start;
    } else if (important > 0) {
      // Its operands come from DRAM, at once with ideal memory.
      for (int first = 0; first < products; first += array.columns()) {
        servedCycle = Math.max(servedCycle, start) + serviceCycles(first, products, important);
      }
    }
    // Elements need a stream's time for each value.
    streamed *= array.cyclesPerProduct();
    int drain = array.drain() ? rows : 0;
    freeCycle = start + Math.max(streamed, drain);
    long arrayEnd = start + streamed + rows + columns - 2 + drain;
    endCycle = Math.max(endCycle, Math.max(arrayEnd, servedCycle));
  }

  /** When the last window is filled. */
  private long serve(long start, int products, int important) {
    long fill = start;
    for (int first = 0; first < products; first += array.columns()) {
      fill = first == 0 ? start : Math.max(fill, servedBefore);
      fill += Math.min(array.columns(), products - first);
      servedBefore = servedCycle;
      servedCycle = Math.max(servedCycle, fill) + serviceCycles(first, products, important);
    }
    return fill;
  }

  private long serviceCycles(int first, int products, int important) {
    int length = Math.min(array.columns(), products - first);
    return ceil(important, unit.multipliers() / unit.group()) * ceil(length, unit.group());
  }

  private static long ceil(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}
