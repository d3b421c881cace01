package io.faultmesh.optimize;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.faultmesh.measure.Estimate;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.OptimiseSettings.Limits;
import java.nio.file.Path;
import java.util.List;

/**
 * What a search found.
 *
 * @param front the scenario's two goals against each other, the least in the first one first
 * @param validated the best feasible designs on images that the search has not seen, until one held
 * @param best the one that held; null if none did
 * @param folder the run folder
 */
public record Optimum(
    int points,
    List<Row> front,
    List<Row> validated,
    DesignSettings best,
    @JsonIgnore Path folder) {
  /** The file of a run folder that holds all of this as JSON. */
  public static final String FILE = "optimum.json";

  /** The file that is there if a design held. */
  public static final String BEST = "best.yaml";

  /**
   * A design and its figures, losses as fractions.
   *
   * @param energyOverhead null if it was not measured
   * @param drop null like its interval and bound for a design that misses a limit without images
   * @param dropLow of the interval for the population of images
   * @param dropBound the population's drop stays below it with 95 % confidence
   * @param missed the limits that it misses, by their keys
   */
  public record Row(
      int point,
      DesignSettings design,
      double areaOverhead,
      double cycleLoss,
      double bandwidthLoss,
      Double energyOverhead,
      Double drop,
      Double dropLow,
      Double dropHigh,
      Double dropBound,
      List<String> missed) {}

  static Row row(Candidate candidate, Limits limits) {
    Evaluation figures = candidate.evaluation();
    Estimate drop = figures.drop();
    return new Row(
        candidate.number(),
        candidate.design(),
        figures.areaOverhead(),
        figures.cycleLoss(),
        figures.bandwidthLoss(),
        figures.energyOverhead(),
        drop == null ? null : drop.mean(),
        drop == null ? null : drop.population().low(),
        drop == null ? null : drop.population().high(),
        drop == null ? null : drop.populationBound(),
        figures.missed(limits));
  }
}
