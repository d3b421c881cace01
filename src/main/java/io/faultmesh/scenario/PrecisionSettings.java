package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How sure a run is to be: it makes trials until the interval of every design at every rate is
 * narrow enough.
 *
 * @param margin half-width that each interval is to have at most
 * @param confidence of the intervals, all looks at them together
 * @param maxTrials after as many the run ends, however wide the intervals are
 */
public record PrecisionSettings(
    @JsonProperty(required = true) @Within(low = 1e-5, high = 0.5) Double margin,
    @Within(low = 0.5, high = 0.9999) Double confidence,
    @Within(low = 1, high = 1_000_000) Integer maxTrials) {

  public PrecisionSettings {
    Checks.required("margin", margin);
    Checks.within("margin", margin, 1e-5, 0.5);
    confidence = Checks.within("confidence", Checks.orElse(confidence, 0.95), 0.5, 0.9999);
    maxTrials = Checks.within("maxTrials", Checks.orElse(maxTrials, 1000), 1, 1_000_000);
  }
}
