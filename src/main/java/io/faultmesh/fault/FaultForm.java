package io.faultmesh.fault;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a single fault does to its bit. */
public enum FaultForm {
  /** Turns it over, in one inference. */
  FLIP("flip"),
  /** Holds it at 0 for good. */
  STUCK_AT_0("stuck-at-0"),
  /** Holds it at 1 for good. */
  STUCK_AT_1("stuck-at-1");

  private final String label;

  FaultForm(String label) {
    this.label = label;
  }

  /** Its name in tables. */
  @JsonValue
  public String label() {
    return label;
  }

  public boolean isPermanent() {
    return this != FLIP;
  }
}
