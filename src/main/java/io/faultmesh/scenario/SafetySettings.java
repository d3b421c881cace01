package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The raw failure rates of memory cells and registers; nothing of them is assumed by the program.
 * All are failures in 10^9 hours of 2^20 bits.
 *
 * @param fitPerMbit of bits on the chip that flip
 * @param dramFitPerMbit of bits of DRAM that flip; null leaves DRAM out
 * @param permanentFitPerMbit of bits on the chip that are stuck; null leaves them out
 * @param lifetimeHours in which a latent fault may meet a second one
 * @param source where the rates come from, for whoever reads the figures
 */
public record SafetySettings(
    @JsonProperty(required = true) @Within(low = 1e-9, high = 1e9) Double fitPerMbit,
    @Within(low = 1e-9, high = 1e9) @JsonInclude(JsonInclude.Include.NON_NULL)
        Double dramFitPerMbit,
    @Within(low = 1e-9, high = 1e9) @JsonInclude(JsonInclude.Include.NON_NULL)
        Double permanentFitPerMbit,
    @Within(low = 1, high = 1e7) Double lifetimeHours,
    @JsonProperty(required = true) String source) {
  private static final double BITS_PER_MBIT = 1 << 20;
  private static final double LIFETIME_HOURS = 10_000;

  public SafetySettings {
    Checks.required("fitPerMbit", fitPerMbit);
    check("fitPerMbit", fitPerMbit);
    check("dramFitPerMbit", dramFitPerMbit);
    check("permanentFitPerMbit", permanentFitPerMbit);
    lifetimeHours = lifetimeHours == null ? LIFETIME_HOURS : lifetimeHours;
    Checks.within("lifetimeHours", lifetimeHours, 1, 1e7);
    Checks.text("source", source);
  }

  private static void check(String key, Double rate) {
    if (rate != null) {
      Checks.within(key, rate, 1e-9, 1e9);
    }
  }

  /** The rate of flips at a site; null if the user gave none. */
  public Double ofFlips(FaultSite site) {
    return site == FaultSite.DRAM ? dramFitPerMbit : fitPerMbit;
  }

  /** Failures in 10^9 hours of some bits. */
  public static double fit(double perMbit, long bits) {
    return perMbit * bits / BITS_PER_MBIT;
  }
}
