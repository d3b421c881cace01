package io.faultmesh.safety;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;

/**
 * The hardware metrics of ISO 26262-5 for one design, from transient or from permanent single
 * faults. With failure rates L_i of structures, residual rates R_i (undetected dangerous faults)
 * and latent rates M_i (dangerous ones that are covered in silence) and rates D_i of those of which
 * a check tells, {@code SPFM = 1 - sum R / sum L}, {@code LFM = 1 - sum M / (sum L - sum R)} and
 * {@code PMHF = sum R + sum D * sum M * T}: in the lifetime T a latent fault may meet a second one.
 * The bounds take every share at its one-sided Clopper-Pearson bound, each with its part of what is
 * not confident (Bonferroni), so they hold together; that of D takes all rates. A flip that is
 * overwritten cannot stay latent: LFM and the second term are told of permanent faults alone.
 *
 * @param faults which
 * @param fit raw failure rate of all structures
 * @param spfm single-point fault metric
 * @param spfmBound it is not less, one-sided
 * @param pmhfFit probabilistic metric for random hardware failures, in failures per 10^9 hours
 * @param pmhfBoundFit it is not more, one-sided
 * @param dualPointFit the part of it that latent faults have; null for transient faults
 * @param lfm latent-fault metric; null for transient faults
 * @param lfmBound it is not less, one-sided
 * @param targets what the bounds are evidence for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SafetyCase(
    String design,
    Lasting faults,
    double fit,
    double spfm,
    double spfmBound,
    double pmhfFit,
    double pmhfBoundFit,
    Double dualPointFit,
    Double lfm,
    Double lfmBound,
    List<Target> targets) {
  private static final double HOURS_OF_FIT = 1e9;

  /** Targets of ISO 26262-5, tables 4 to 6. */
  private enum Asil {
    B(0.90, 0.60, 100),
    C(0.97, 0.80, 100),
    D(0.99, 0.90, 10);

    private final double spfm;
    private final double lfm;
    private final double pmhfFit;

    Asil(double spfm, double lfm, double pmhfFit) {
      this.spfm = spfm;
      this.lfm = lfm;
      this.pmhfFit = pmhfFit;
    }

    Target target(double spfmBound, Double lfmBound, double pmhfBound) {
      boolean holds =
          spfmBound >= spfm && pmhfBound < pmhfFit && (lfmBound == null || lfmBound >= lfm);
      return new Target(name(), spfm, lfmBound == null ? null : lfm, pmhfFit, holds);
    }
  }

  /**
   * An integrity level's targets.
   *
   * @param lfm null for transient faults
   * @param evidence whether the bounds hold them: evidence for, not proof of compliance
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Target(String asil, double spfm, Double lfm, double pmhfFit, boolean evidence) {}

  public SafetyCase {
    targets = List.copyOf(targets);
  }

  /**
   * The case of a design.
   *
   * @param evidence of all its structures, at least one, for faults that last alike
   * @param lifetimeHours in which a latent fault may meet a second one
   */
  public static SafetyCase of(List<Evidence> evidence, double lifetimeHours) {
    Lasting lasting = evidence.get(0).lasting();
    boolean isPermanent = lasting == Lasting.PERMANENT;
    int bounds = evidence.size() * (isPermanent ? 2 : 1);
    double fit = 0;
    double residual = 0;
    double residualBound = 0;
    double told = 0;
    double latent = 0;
    double latentBound = 0;
    for (Evidence one : evidence) {
      double confidence = 1 - (1 - one.confidence()) / bounds;
      fit += one.fit();
      residual += one.residualFit();
      residualBound += one.residualBoundFit(confidence);
      told += one.toldFit();
      latent += one.latentFit();
      latentBound += one.latentBoundFit(confidence);
    }
    double dualPoint = isPermanent ? dualPoint(told, latent, lifetimeHours) : 0;
    double dualPointBound = isPermanent ? dualPoint(fit, latentBound, lifetimeHours) : 0;
    double spfmBound = 1 - residualBound / fit;
    double pmhfBound = residualBound + dualPointBound;
    Double lfm = isPermanent ? (Double) lfm(latent, fit - residual) : null;
    Double lfmBound = isPermanent ? (Double) lfm(latentBound, fit - residualBound) : null;
    return new SafetyCase(
        evidence.get(0).design(),
        lasting,
        fit,
        1 - residual / fit,
        spfmBound,
        residual + dualPoint,
        pmhfBound,
        isPermanent ? (Double) dualPoint : null,
        lfm,
        lfmBound,
        Arrays.stream(Asil.values())
            .map(asil -> asil.target(spfmBound, lfmBound, pmhfBound))
            .toList());
  }

  /** Failures in 10^9 hours from two faults, of which one has stood there unnoticed. */
  private static double dualPoint(double told, double latent, double lifetimeHours) {
    return told * latent * lifetimeHours / HOURS_OF_FIT;
  }

  private static double lfm(double latent, double others) {
    return others <= latent ? 0 : 1 - latent / others;
  }
}
