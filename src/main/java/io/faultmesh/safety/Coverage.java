package io.faultmesh.safety;

import io.faultmesh.report.csv.Columns;

/**
 * What one mechanism of a design covers by itself: each fault ran on the bare array, and on one
 * with this mechanism alone.
 *
 * @param mechanism its key; with a number where a design has it more than once
 * @param evidence of a structure under this mechanism
 */
public record Coverage(String design, String mechanism, Evidence evidence) {

  /** The columns of {@code coverage.csv}. */
  public static Columns<Coverage> columns() {
    return new Columns<Coverage>()
        .add("design", Coverage::design)
        .add("mechanism", Coverage::mechanism)
        .add("structure", row -> row.evidence().structure().name())
        .add("site", row -> row.evidence().structure().site().label())
        .add("faults", row -> row.evidence().lasting().label())
        .add("dangerous", row -> row.evidence().counts().covered().members())
        .add("covered", row -> row.evidence().counts().covered().cases())
        .add(
            "coverage",
            row -> row.evidence().hasDangerous() ? row.evidence().coverage().share() : null)
        .add("coverageLow", row -> row.evidence().coverage().interval().low())
        .add("coverageHigh", row -> row.evidence().coverage().interval().high());
  }
}
