package io.faultmesh.report;

import io.faultmesh.measure.Estimate;

/** {@code designs.csv}: the results of {@code summary.json} as rows. */
public final class DesignsCsv {
  private DesignsCsv() {}

  public static String of(Summary summary) {
    StringBuilder text = new StringBuilder();
    text.append(
        Csv.line(
            "design",
            "ber",
            "goldenAccuracy",
            "accuracyMean",
            "accuracyLow",
            "accuracyHigh",
            "dropMean",
            "dropLow",
            "dropHigh",
            "sdc1",
            "sdc5",
            "masked",
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
    Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN);
    for (DesignResult r : summary.results()) {
      Estimate accuracy = r.accuracy() == null ? none : r.accuracy();
      Estimate drop = r.drop() == null ? none : r.drop();
      text.append(
          Csv.line(
              r.design(),
              r.ber(),
              r.goldenAccuracy(),
              number(accuracy.mean()),
              number(accuracy.low()),
              number(accuracy.high()),
              number(drop.mean()),
              number(drop.low()),
              number(drop.high()),
              r.sdc1(),
              r.sdc5(),
              r.masked(),
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
    }
    return text.toString();
  }

  private static Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
