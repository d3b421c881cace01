package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a run measures.
 *
 * @param cycleImages images that the machine runs for cycles
 * @param floatAccuracy also the accuracy of the float network
 * @param images also one line per image, {@code images.csv}
 */
public record MeasureSettings(
    Accuracy accuracy,
    Cycles cycles,
    @Within(low = 1, high = 1_000_000) Integer cycleImages,
    @JsonProperty("float") boolean floatAccuracy,
    boolean images,
    Trace trace) {

  /** The engine that computes accuracy. */
  public enum Accuracy {
    @JsonProperty("fast")
    FAST,
    @JsonProperty("machine")
    MACHINE,
    @JsonProperty("none")
    NONE
  }

  /** Whether cycles are simulated. */
  public enum Cycles {
    @JsonProperty("machine")
    MACHINE,
    @JsonProperty("none")
    NONE
  }

  /** How much is recorded. */
  public enum Trace {
    @JsonProperty("none")
    NONE,
    @JsonProperty("faults")
    FAULTS,
    @JsonProperty("memory")
    MEMORY,
    @JsonProperty("full")
    FULL
  }

  public static final MeasureSettings DEFAULT =
      new MeasureSettings(null, null, null, false, false, null);

  /** The same with another trace level. */
  public MeasureSettings withTrace(Trace level) {
    return new MeasureSettings(accuracy, cycles, cycleImages, floatAccuracy, images, level);
  }

  public MeasureSettings {
    accuracy = Checks.orElse(accuracy, Accuracy.FAST);
    cycles = Checks.orElse(cycles, Cycles.MACHINE);
    cycleImages = Checks.within("cycleImages", Checks.orElse(cycleImages, 1), 1, 1_000_000);
    trace = Checks.orElse(trace, Trace.NONE);
  }
}
