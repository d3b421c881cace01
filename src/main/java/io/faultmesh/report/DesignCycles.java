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
 * @param repaired by bit error rate, the mean over trials of what it costs when its dot-product
 *     unit has repaired the array; empty for a design that repairs nothing
 * @param layers of one image, as built; every image costs the same
 * @param latencies of all measured images, as built, in cycles
 * @param foldOverhead against base, as built; null where the design's folds are not base's folds
 */
public record DesignCycles(
    String design,
    int elements,
    Cost cost,
    Map<Ber, Cost> repaired,
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
    repaired = Collections.unmodifiableMap(new TreeMap<>(repaired));
    layers = List.copyOf(layers);
    latencies = Map.copyOf(latencies);
  }

  /** The cost at a bit error rate; null stands for a run without faults. */
  public Cost at(Ber ber) {
    return ber == null ? cost : repaired.getOrDefault(ber, cost);
  }
}
