package io.faultmesh.optimize;

import io.faultmesh.measure.Estimate;
import io.faultmesh.measure.Interval;
import io.faultmesh.report.csv.Csv;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.CsvField;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The lines of {@code points.csv} and of its relatives: a design, then what it gave. */
final class PointTable {
  static final String HEADER =
      Csv.line(
          "point",
          "important",
          "policy",
          "ordinaryBits",
          "importantBits",
          "multipliers",
          "truncations",
          "reuse",
          "areaUm2",
          "areaOverhead",
          "cycleLoss",
          "bandwidthLoss",
          "energyOverhead",
          "dropMean",
          "dropPopulationLow",
          "dropPopulationHigh",
          "dropPopulationBound",
          "dropImagesLow",
          "dropImagesHigh",
          "feasible",
          "design");

  private static final int COLUMNS = HEADER.split(",", -1).length;
  private static final int FIGURES = 8;
  private static final int DROP = FIGURES + 5;

  private PointTable() {}

  private static String design(int number, DesignSettings design) {
    return Csv.line(
            number,
            design.important(),
            design.policy().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            design.ordinaryBits(),
            design.importantBits(),
            design.dppu().multipliers(),
            design.quantisation().truncations().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" ")),
            design.dppu().reuse())
        .strip();
  }

  static String line(int number, DesignSettings design, Evaluation evaluation, boolean feasible) {
    Estimate drop = evaluation.drop();
    return design(number, design)
        + ","
        + Csv.line(
            evaluation.areaUm2(),
            evaluation.areaOverhead(),
            evaluation.cycleLoss(),
            evaluation.bandwidthLoss(),
            evaluation.energyOverhead(),
            drop == null ? null : drop.mean(),
            drop == null ? null : drop.population().low(),
            drop == null ? null : drop.population().high(),
            drop == null ? null : drop.populationBound(),
            drop == null ? null : drop.theseImages().low(),
            drop == null ? null : drop.theseImages().high(),
            feasible,
            ScenarioLoader.line(design));
  }

  /**
   * Takes a recorded evaluation back.
   *
   * @throws BadInputException if the line is damaged or holds another design
   */
  static Evaluation parse(String source, List<String> lines, int number, DesignSettings design) {
    String line = lines.get(number);
    // The last field holds commas.
    String[] fields = line.split(",", COLUMNS);
    boolean isOfDesign =
        line.startsWith(design(number, design) + ",")
            && line.endsWith("," + CsvField.of(ScenarioLoader.line(design)));
    if (fields.length != COLUMNS || !isOfDesign) {
      throw new BadInputException(
          source
              + ": line "
              + (number + 2)
              + " is not point "
              + number
              + " of this search; remove the file to start anew");
    }
    try {
      return new Evaluation(
          Double.parseDouble(fields[FIGURES]),
          Double.parseDouble(fields[FIGURES + 1]),
          Double.parseDouble(fields[FIGURES + 2]),
          Double.parseDouble(fields[FIGURES + 3]),
          fields[FIGURES + 4].isEmpty() ? null : Double.valueOf(fields[FIGURES + 4]),
          fields[DROP].isEmpty() ? null : drop(fields));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          source + ": line " + (number + 2) + " holds what is not a number", e);
    }
  }

  private static Estimate drop(String[] fields) {
    double[] values = new double[6];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.parseDouble(fields[DROP + i]);
    }
    return new Estimate(
        values[0],
        new Interval(values[4], values[5]),
        new Interval(values[1], values[2]),
        values[3]);
  }
}
