package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The raw failure rate of memory cells and registers; nothing of it is assumed by the program.
 *
 * @param fitPerMbit failures in 10^9 hours of 2^20 bits
 * @param source where the rate comes from, for whoever reads the figures
 */
public record SafetySettings(
    @JsonProperty(required = true) Double fitPerMbit,
    @JsonProperty(required = true) String source) {
  private static final double BITS_PER_MBIT = 1 << 20;

  public SafetySettings {
    Checks.required("fitPerMbit", fitPerMbit);
    Checks.within("fitPerMbit", fitPerMbit, 1e-9, 1e9);
    Checks.text("source", source);
  }

  /** Failures in 10^9 hours of some bits. */
  public double fit(long bits) {
    return fitPerMbit * bits / BITS_PER_MBIT;
  }
}
