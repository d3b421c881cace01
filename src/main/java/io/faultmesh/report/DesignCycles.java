package io.faultmesh.report;

import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.scenario.Ber;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one design costs on the machine.
 *
 * @param elements processing elements of its array
 * @param cost as built
 * @param struck by bit error rate, what it costs under faults; empty for a design that costs the
 *     same then
 * @param layers of one image, as built and without faults; every image costs the same
 * @param latencies of all measured images, as built, in cycles
 * @param foldOverhead against base, as built; null where the design's folds are not base's folds
 */
public record DesignCycles(
    String design,
    int elements,
    Cost cost,
    Map<Ber, StruckCycles> struck,
    List<LayerReport> layers,
    Map<Latency, Histogram> latencies,
    FoldOverhead foldOverhead) {

  /**
   * Sums over all layers, as {@code layers.csv} has them.
   *
   * @param cycleOverhead more cycles than base, as a fraction of base's
   * @param bandwidthOverhead more DRAM bytes than base, as a fraction of base's
   * @param energyPjPerImage null where only requests were played, which do not tell it
   */
  public record Cost(
      long cyclesPerImage,
      double cycleOverhead,
      long dramBytesPerImage,
      double bandwidthOverhead,
      Double energyPjPerImage) {}

  public DesignCycles {
    struck = Collections.unmodifiableMap(new TreeMap<>(struck));
    layers = List.copyOf(layers);
    latencies = Map.copyOf(latencies);
  }

  /** The cost at a bit error rate; null stands for a run without faults. */
  public Cost at(Ber ber) {
    StruckCycles own = ber == null ? null : struck.get(ber);
    return own == null ? cost : own.mean();
  }

  /** How cycles spread over images at a rate; null where all take the same. */
  public StruckCycles.Spread spread(Ber ber) {
    StruckCycles own = ber == null ? null : struck.get(ber);
    return own == null ? null : own.spread();
  }
}
