package io.faultmesh.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.faultmesh.measure.Estimate;
import io.faultmesh.measure.TrialSpread;
import io.faultmesh.scenario.Ber;
import java.util.Map;

/**
 * What one design gave at one bit error rate; null for what was not measured. Fractions, not
 * percent.
 *
 * @param ber a rate, or the number of a set of rates; null for a run without faults
 * @param goldenAccuracy of the design's own quantisation without faults
 * @param drop paired, against the golden of the scenario's quantisation
 * @param struck share of images and trials that a flip struck; one that a vote removes counts
 * @param masked of those, the share whose logits are those without faults
 * @param checkedWords words by what a mechanism's check made of them, over all images and trials
 * @param answered share of images and trials that no check has stopped; others are not correct
 * @param accuracyOfAnswered share of correct answers among these
 * @param cyclesPerImage the mean, where not all images take the same
 * @param cycleSpread over images and trials; null where all take the same
 * @param exposedBitsPerImage bits that one image meets; a bit that exists three times counts thrice
 */
@JsonPropertyOrder
public record DesignResult(
    String design,
    Ber ber,
    Double goldenAccuracy,
    Estimate accuracy,
    Estimate drop,
    Estimate sdc1,
    Estimate sdc5,
    Double struck,
    Estimate masked,
    TrialSpread trials,
    Long exposedBitsPerImage,
    Flips flips,
    Map<String, Long> checkedWords,
    Double answered,
    Double accuracyOfAnswered,
    Long cyclesPerImage,
    Double cycleOverhead,
    StruckCycles.Spread cycleSpread,
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
        null,
        null,
        null,
        null,
        null,
        cost.cyclesPerImage(),
        cost.cycleOverhead(),
        null,
        cost.dramBytesPerImage(),
        cost.bandwidthOverhead(),
        null,
        null,
        cost.energyPjPerImage());
  }
}
