package io.faultmesh.safety;

import io.faultmesh.measure.Proportion;
import io.faultmesh.report.csv.Columns;

/**
 * What single faults say of one structure under a design. An undetected fault is one whose answer
 * differs (SDC-1) without a flag.
 *
 * @param structure whose bits are struck
 * @param fit its raw failure rate: failures in 10^9 hours
 * @param sampled faults that ran bare and under the design
 * @param dangerous those that change the answer of the bare array
 * @param undetectedOfDangerous those of them that are undetected under the design
 * @param undetected all that are undetected under the design
 */
public record Evidence(
    String design,
    Structure structure,
    double fit,
    long sampled,
    long dangerous,
    long undetectedOfDangerous,
    long undetected,
    double confidence) {

  /** The columns of {@code safety.csv}. */
  public static Columns<Evidence> columns() {
    return new Columns<Evidence>()
        .add("design", Evidence::design)
        .add("structure", row -> row.structure().name())
        .add("site", row -> row.structure().site().label())
        .add("bits", row -> row.structure().bits())
        .add("fit", Evidence::fit)
        .add("sampled", Evidence::sampled)
        .add("dangerous", Evidence::dangerous)
        .add("safeShare", row -> row.safe().share())
        .add("safeLow", row -> row.safe().interval().low())
        .add("safeHigh", row -> row.safe().interval().high())
        .add("coverage", row -> row.dangerous() == 0 ? null : row.coverage().share())
        .add("coverageLow", row -> row.coverage().interval().low())
        .add("coverageHigh", row -> row.coverage().interval().high())
        .add("undetected", Evidence::undetected)
        .add("residualFit", Evidence::residualFit)
        .add("residualFitLow", row -> row.fit() * row.residual().interval().low())
        .add("residualFitHigh", row -> row.fit() * row.residual().interval().high());
  }

  /** The share of faults that do nothing on the bare array. */
  public Proportion safe() {
    return Proportion.of(sampled - dangerous, sampled, confidence);
  }

  /** Diagnostic coverage: of the dangerous faults, those that are corrected or detected. */
  public Proportion coverage() {
    return Proportion.of(dangerous - undetectedOfDangerous, dangerous, confidence);
  }

  /** The share of faults that change the answer undetected. */
  public Proportion residual() {
    return Proportion.of(undetected, sampled, confidence);
  }

  /** Failures in 10^9 hours that nobody notices. */
  public double residualFit() {
    return fit * residual().share();
  }

  /** What the residual share does not exceed, one-sided. */
  double residualBound(double boundConfidence) {
    return Proportion.upperBound(undetected, sampled, boundConfidence);
  }
}
