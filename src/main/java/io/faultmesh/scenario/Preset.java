package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The designs of the FlexHyCA comparison, as starting points for a design's parts. */
public enum Preset {
  @JsonProperty("base")
  BASE("base"),
  @JsonProperty("crt1")
  CRT1("crt1"),
  @JsonProperty("crt2")
  CRT2("crt2"),
  @JsonProperty("crt3")
  CRT3("crt3"),
  @JsonProperty("arch")
  ARCH("arch"),
  @JsonProperty("alg")
  ALG("alg"),
  @JsonProperty("cl")
  CL("cl");

  private final String label;

  Preset(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
