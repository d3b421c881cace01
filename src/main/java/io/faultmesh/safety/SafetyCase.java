package io.faultmesh.safety;

import java.util.Arrays;
import java.util.List;

/**
 * The hardware metrics of ISO 26262-5 for one design, from transient single faults. With failure
 * rates L_i of structures and residual shares r_i (undetected dangerous faults), {@code SPFM = 1 -
 * sum(L_i r_i) / sum(L_i)} and {@code PMHF = sum(L_i r_i)}. The bounds take every r_i at its
 * one-sided Clopper-Pearson bound, each with its part of what is not confident (Bonferroni), so
 * they hold together. There is no LFM: a flip that is overwritten cannot stay latent.
 *
 * @param fit raw failure rate of all structures
 * @param spfm single-point fault metric
 * @param spfmBound it is not less, one-sided
 * @param pmhfFit failures in 10^9 hours
 * @param pmhfBoundFit it is not more, one-sided
 * @param targets what the bounds are evidence for
 */
public record SafetyCase(
    String design,
    double fit,
    double spfm,
    double spfmBound,
    double pmhfFit,
    double pmhfBoundFit,
    List<Target> targets) {

  /** Targets of ISO 26262-5, tables 4 and 6. */
  private enum Asil {
    B(0.90, 100),
    C(0.97, 100),
    D(0.99, 10);

    private final double spfm;
    private final double pmhfFit;

    Asil(double spfm, double pmhfFit) {
      this.spfm = spfm;
      this.pmhfFit = pmhfFit;
    }
  }

  /**
   * An integrity level's targets.
   *
   * @param evidence whether the bounds hold them: evidence for, not proof of compliance
   */
  public record Target(String asil, double spfm, double pmhfFit, boolean evidence) {}

  public SafetyCase {
    targets = List.copyOf(targets);
  }

  /**
   * The case of a design.
   *
   * @param evidence of all its structures, at least one
   */
  public static SafetyCase of(List<Evidence> evidence) {
    double fit = 0;
    double residual = 0;
    double bound = 0;
    for (Evidence one : evidence) {
      double confidence = 1 - (1 - one.confidence()) / evidence.size();
      fit += one.fit();
      residual += one.residualFit();
      bound += one.fit() * one.residualBound(confidence);
    }
    double spfmBound = 1 - bound / fit;
    double pmhfBound = bound;
    List<Target> targets =
        Arrays.stream(Asil.values())
            .map(
                asil ->
                    new Target(
                        asil.name(),
                        asil.spfm,
                        asil.pmhfFit,
                        spfmBound >= asil.spfm && pmhfBound < asil.pmhfFit))
            .toList();
    return new SafetyCase(
        evidence.get(0).design(), fit, 1 - residual / fit, spfmBound, residual, bound, targets);
  }
}
