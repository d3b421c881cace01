package io.faultmesh.optimize;

import io.faultmesh.scenario.DesignSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * What a search found.
 *
 * @param front area overhead against accuracy drop, the smallest area first
 * @param validated the smallest feasible designs on images that the search has not seen, until one
 *     held
 * @param best the one that held; null if none did
 * @param folder the run folder
 */
public record Optimum(
    int points, List<Row> front, List<Row> validated, DesignSettings best, Path folder) {

  /**
   * A design and its figures, losses as fractions.
   *
   * @param dropLow of the interval for the population of images
   * @param dropBound the population's drop stays below it with 95 % confidence
   */
  public record Row(
      int point,
      DesignSettings design,
      double areaOverhead,
      double cycleLoss,
      double bandwidthLoss,
      double drop,
      double dropLow,
      double dropHigh,
      double dropBound,
      boolean feasible) {}

  static Row row(Candidate candidate) {
    Evaluation figures = candidate.evaluation();
    return new Row(
        candidate.number(),
        candidate.design(),
        figures.areaOverhead(),
        figures.cycleLoss(),
        figures.bandwidthLoss(),
        figures.drop().mean(),
        figures.drop().population().low(),
        figures.drop().population().high(),
        figures.drop().populationBound(),
        candidate.feasible());
  }
}
