package io.faultmesh.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.report.read.RunFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two runs beside each other: for every design and rate that both have, how far the second lies
 * from the first.
 *
 * @param scenarios keys that hold other values
 * @param results shares of images with their differences
 * @param costs figures that have no interval
 * @param onlyInFirst designs with their rates that the second run lacks
 */
public record RunComparison(
    String first,
    String second,
    List<ScenarioDifferences.Difference> scenarios,
    List<ShareDifference> results,
    List<Cost> costs,
    List<String> onlyInFirst,
    List<String> onlyInSecond) {

  private static final List<String> COSTS =
      List.of("areaUm2", "energyPjPerImage", "cyclesPerImage", "dramBytesPerImage");

  /**
   * What a design costs in both runs.
   *
   * @param change of the second as a fraction of the first; null if the first is 0
   */
  public record Cost(
      String design, Object ber, String figure, double first, double second, Double change) {}

  /**
   * Compares two runs.
   *
   * @throws io.faultmesh.scenario.BadInputException if a file of theirs is damaged
   */
  public static RunComparison of(RunFiles first, RunFiles second) {
    Map<Cell, JsonNode> left = Cell.of(first);
    Map<Cell, JsonNode> right = Cell.of(second);
    Differences differences = new Differences(first, second);
    List<ShareDifference> results = new ArrayList<>();
    List<Cost> costs = new ArrayList<>();
    left.forEach(
        (cell, result) -> {
          if (right.containsKey(cell)) {
            results.addAll(differences.of(cell, result, right.get(cell)));
            costs.addAll(costs(cell, result, right.get(cell)));
          }
        });
    return new RunComparison(
        first.folder().toString(),
        second.folder().toString(),
        ScenarioDifferences.of(first.scenarioTree(), second.scenarioTree()),
        results,
        costs,
        missing(left, right),
        missing(right, left));
  }

  private static List<String> missing(Map<Cell, JsonNode> here, Map<Cell, JsonNode> there) {
    return here.keySet().stream().filter(cell -> !there.containsKey(cell)).map(Cell::text).toList();
  }

  private static List<Cost> costs(Cell cell, JsonNode first, JsonNode second) {
    List<Cost> costs = new ArrayList<>();
    for (String figure : COSTS) {
      if (first.path(figure).isNumber() && second.path(figure).isNumber()) {
        double one = first.get(figure).asDouble();
        double other = second.get(figure).asDouble();
        Double change = one == 0 ? null : (Double) ((other - one) / one);
        costs.add(new Cost(cell.design(), cell.rate(), figure, one, other, change));
      }
    }
    return costs;
  }
}
