package io.faultmesh.report;

import io.faultmesh.measure.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code designs.csv}: the results of {@code summary.json} as rows. Intervals hold for the
 * population of images, or for these images.
 */
public final class DesignsCsv {
  private static final List<String> FIGURES =
      List.of(
          "Mean", "PopulationLow", "PopulationHigh", "PopulationBound", "ImagesLow", "ImagesHigh");

  private DesignsCsv() {}

  public static String of(Summary summary) {
    StringBuilder text = new StringBuilder();
    List<Object> header = new ArrayList<>(List.of("design", "ber", "goldenAccuracy"));
    List.of("accuracy", "drop", "sdc1", "sdc5", "masked").forEach(m -> header.addAll(columns(m)));
    header.addAll(
        List.of(
            "struck",
            "exposedBitsPerImage",
            "expectedFlips",
            "flips",
            "cyclesPerImage",
            "cycleOverhead",
            "dramBytesPerImage",
            "bandwidthOverhead",
            "areaUm2",
            "areaOverhead",
            "energyPjPerImage"));
    text.append(Csv.line(header.toArray()));
    for (DesignResult r : summary.results()) {
      List<Object> row = new ArrayList<>(Arrays.asList(r.design(), r.ber(), r.goldenAccuracy()));
      Stream.of(r.accuracy(), r.drop(), r.sdc1(), r.sdc5(), r.masked())
          .forEach(estimate -> row.addAll(figures(estimate)));
      row.addAll(
          Arrays.asList(
              r.struck(),
              r.exposedBitsPerImage(),
              r.flips() == null ? null : r.flips().expected(),
              r.flips() == null ? null : r.flips().actual(),
              r.cyclesPerImage(),
              r.cycleOverhead(),
              r.dramBytesPerImage(),
              r.bandwidthOverhead(),
              r.areaUm2(),
              r.areaOverhead(),
              r.energyPjPerImage()));
      text.append(Csv.line(row.toArray()));
    }
    return text.toString();
  }

  private static List<String> columns(String measure) {
    return FIGURES.stream().map(figure -> measure + figure).toList();
  }

  private static List<Double> figures(Estimate estimate) {
    if (estimate == null) {
      return Collections.nCopies(FIGURES.size(), null);
    }
    return List.of(
        estimate.mean(),
        estimate.population().low(),
        estimate.population().high(),
        estimate.populationBound(),
        estimate.theseImages().low(),
        estimate.theseImages().high());
  }
}
