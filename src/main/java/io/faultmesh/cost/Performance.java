package io.faultmesh.cost;

import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import java.util.BitSet;

/**
 * What a design does to time and traffic, without running the machine.
 *
 * @param cycles of one image with ideal memory
 * @param dramBytes least bytes of one image: every weight, input and output once per layer, and
 *     what a dot-product unit fetches for itself
 */
public record Performance(long cycles, long dramBytes) {

  /**
   * A design's figures.
   *
   * @throws BadInputException unless its array is output-stationary
   */
  public static Performance of(Protection design) {
    if (design.array().dataflow() != Dataflow.OUTPUT_STATIONARY) {
      throw new BadInputException(
          "the optimiser knows the cycles of output-stationary arrays only; "
              + design.name()
              + " has another dataflow");
    }
    long cycles = 0;
    long bytes = 0;
    for (int layer = 0; layer < design.layers().size(); layer++) {
      Convolution node = design.network().layers().get(layer).node();
      cycles += FoldTiming.layerCycles(design, layer);
      bytes += node.weights().length + node.input().shape().size() + node.neurons();
      bytes += checksumBytes(design, layer);
      bytes += design.layers().get(layer).sharesOperands() ? 0 : unitBytes(design, layer);
    }
    return new Performance(cycles, design.dramBytes(bytes));
  }

  private static long checksumBytes(Protection design, int layer) {
    Convolution node = design.network().layers().get(layer).node();
    return design.layers().get(layer).tileCheck().isPresent()
        ? TileCheck.weightBytes(new SumTiles(design.mappings().get(layer)), node)
        : 0;
  }

  /** Cycles beyond another design's, as a fraction of those. */
  public double cycleLoss(Performance base) {
    return (double) cycles / base.cycles - 1;
  }

  /** Bytes beyond another design's, as a fraction of those. */
  public double bandwidthLoss(Performance base) {
    return (double) dramBytes / base.dramBytes - 1;
  }

  /** Per fold the windows and the filters that its important neurons need, each once. */
  private static long unitBytes(Protection design, int layer) {
    LayerMapping mapping = design.mappings().get(layer);
    Convolution node = design.network().layers().get(layer).node();
    BitSet neurons = design.layers().get(layer).recomputedNeurons();
    long bytes = 0;
    for (int index = 0; !neurons.isEmpty() && index < mapping.folds(); index++) {
      Fold fold = mapping.fold(index);
      BitSet pixels = new BitSet();
      int filters = 0;
      for (int filter = 0; filter < fold.filters(); filter++) {
        int first = (fold.firstFilter() + filter) * node.pixels() + fold.firstPixel();
        BitSet own = neurons.get(first, first + fold.pixels());
        pixels.or(own);
        filters += own.isEmpty() ? 0 : 1;
      }
      bytes += (long) fold.taps() * (pixels.cardinality() + filters);
    }
    return bytes;
  }
}
