package io.faultmesh.safety;

import io.faultmesh.measure.Interval;
import io.faultmesh.measure.Proportion;
import io.faultmesh.report.csv.Columns;

/**
 * What single faults say of one structure under a design. An undetected fault is one whose answer
 * differs (SDC-1) without a flag.
 *
 * @param structure whose bits are struck
 * @param fit its raw failure rate: failures in 10^9 hours
 * @param live share of its bits and of the time in which data are there that somebody will read
 */
public record Evidence(
    String design,
    Structure structure,
    Lasting lasting,
    double fit,
    double live,
    FaultCounts counts,
    double confidence) {

  /** The columns of {@code safety.csv}. */
  public static Columns<Evidence> columns() {
    return new Columns<Evidence>()
        .add("design", Evidence::design)
        .add("structure", row -> row.structure().name())
        .add("site", row -> row.structure().site().label())
        .add("bits", row -> row.structure().bits())
        .add("faults", row -> row.lasting().label())
        .add("fit", Evidence::fit)
        .add("live", Evidence::live)
        .add("sampled", row -> row.counts().dangerous().members())
        .add("dangerous", row -> row.counts().dangerous().cases())
        .add("safeShare", row -> row.safe().share())
        .add("safeLow", row -> row.safe().interval().low())
        .add("safeHigh", row -> row.safe().interval().high())
        .add("coverage", row -> row.hasDangerous() ? row.coverage().share() : null)
        .add("coverageLow", row -> row.coverage().interval().low())
        .add("coverageHigh", row -> row.coverage().interval().high())
        .add("undetected", row -> row.counts().undetected().cases())
        .add("latent", row -> row.counts().latent().cases())
        .add("residualFit", Evidence::residualFit)
        .add("residualFitLow", row -> row.liveFit() * row.residual().interval().low())
        .add("residualFitHigh", row -> row.liveFit() * row.residual().interval().high());
  }

  boolean hasDangerous() {
    return counts.covered().members() > 0;
  }

  /** Failures in 10^9 hours that strike data which somebody will read. */
  private double liveFit() {
    return fit * live;
  }

  /** The share of faults that do nothing on the bare array: those of idle bits among them. */
  public Proportion safe() {
    Proportion harm = counts.dangerous().estimate(confidence);
    return new Proportion(
        1 - live * harm.share(),
        new Interval(1 - live * harm.interval().high(), 1 - live * harm.interval().low()));
  }

  /** Diagnostic coverage: of the dangerous faults, those that are corrected or detected. */
  public Proportion coverage() {
    return counts.covered().estimate(confidence);
  }

  /** The share of faults of live bits that change the answer undetected. */
  public Proportion residual() {
    return counts.undetected().estimate(confidence);
  }

  /** Failures in 10^9 hours that nobody notices. */
  public double residualFit() {
    return liveFit() * counts.undetected().share();
  }

  /** What they do not exceed, one-sided. */
  double residualBoundFit(double boundConfidence) {
    return liveFit() * counts.undetected().upperBound(boundConfidence);
  }

  /** Dangerous faults in 10^9 hours that are covered, and of which a check tells. */
  double toldFit() {
    return liveFit() * counts.told().share();
  }

  /** Dangerous faults in 10^9 hours that are covered, and nobody is told. */
  double latentFit() {
    return liveFit() * counts.latent().share();
  }

  /** What they do not exceed, one-sided. */
  double latentBoundFit(double boundConfidence) {
    return liveFit() * counts.latent().upperBound(boundConfidence);
  }
}
