package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a search may minimise, or hold against another goal. */
public enum Goal {
  @JsonProperty("area")
  AREA("area"),
  /** Dynamic energy of one image. */
  @JsonProperty("energy")
  ENERGY("energy"),
  @JsonProperty("cycles")
  CYCLES("cycles"),
  /** What the population's drop stays below. */
  @JsonProperty("accuracyLoss")
  ACCURACY_LOSS("accuracyLoss");

  private final String label;

  Goal(String label) {
    this.label = label;
  }

  /** As scenarios spell it. */
  public String label() {
    return label;
  }
}
