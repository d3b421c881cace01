package io.faultmesh.safety;

import com.fasterxml.jackson.annotation.JsonValue;

/** How long a hardware fault lasts; ISO 26262-11 looks at both kinds apart. */
public enum Lasting {
  /** A bit flips, and is right again when it is written. */
  TRANSIENT("transient"),
  /** A bit is stuck. */
  PERMANENT("permanent");

  private final String label;

  Lasting(String label) {
    this.label = label;
  }

  @JsonValue
  public String label() {
    return label;
  }
}
