package io.faultmesh.report;

import io.faultmesh.machine.LayerReport;
import io.faultmesh.machine.Message.Latency;
import io.faultmesh.measure.FoldOverhead;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one design costs on the machine.
 *
 * @param elements processing elements of its array
 * @param cyclesPerImage the sum over layers, as {@code layers.csv} has it
 * @param cycleOverhead more cycles than base, as a fraction of base's
 * @param dramBytesPerImage the sum over layers, as {@code layers.csv} has it
 * @param bandwidthOverhead more DRAM bytes than base, as a fraction of base's
 * @param layers of one image; every image costs the same
 * @param latencies of all measured images, in cycles
 * @param foldOverhead against base; null where the design's folds are not base's folds
 */
public record DesignCycles(
    String design,
    int elements,
    long cyclesPerImage,
    double cycleOverhead,
    long dramBytesPerImage,
    double bandwidthOverhead,
    List<LayerReport> layers,
    Map<Latency, Histogram> latencies,
    FoldOverhead foldOverhead) {

  public DesignCycles {
    layers = List.copyOf(layers);
    latencies = Map.copyOf(latencies);
  }
}
