package io.faultmesh.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.faultmesh.measure.Estimate;

/**
 * What one design gave at one bit error rate; null for what was not measured. Fractions, not
 * percent.
 *
 * @param ber null for a run without faults
 * @param goldenAccuracy of the design's own quantisation without faults
 * @param drop paired, against the golden of the scenario's quantisation
 * @param exposedBitsPerImage bits that one image meets; a bit that exists three times counts thrice
 */
@JsonPropertyOrder
public record DesignResult(
    String design,
    Double ber,
    Double goldenAccuracy,
    Estimate accuracy,
    Estimate drop,
    Double sdc1,
    Double sdc5,
    Double masked,
    Long exposedBitsPerImage,
    Flips flips,
    Long cyclesPerImage,
    Double cycleOverhead,
    Long dramBytesPerImage,
    Double bandwidthOverhead,
    Double areaUm2,
    Double areaOverhead,
    Double energyPjPerImage) {

  /** Flips over all images and trials. */
  public record Flips(double expected, long actual) {}

  /** What the machine measured, where nothing else was. */
  public static DesignResult timed(String design, DesignCycles.Cost cost) {
    return new DesignResult(
        design,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        cost.cyclesPerImage(),
        cost.cycleOverhead(),
        cost.dramBytesPerImage(),
        cost.bandwidthOverhead(),
        null,
        null,
        cost.energyPjPerImage());
  }
}
