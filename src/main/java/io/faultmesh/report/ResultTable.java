package io.faultmesh.report;

import java.util.List;
import java.util.Locale;

/** The table that a run prints. */
public final class ResultTable {
  private ResultTable() {}

  public static String of(Findings findings) {
    Summary summary = findings.summary();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %,d MAC, %,d parameters, %,d neurons; %,d test images%n",
            summary.name(),
            summary.network().macsPerImage(),
            summary.network().parameters(),
            summary.network().neurons(),
            summary.images()));
    if (summary.goldenAccuracy() != null) {
      text.append(
          String.format(Locale.ROOT, "golden int8 accuracy %.4f", summary.goldenAccuracy()));
    }
    if (summary.floatAccuracy() != null) {
      text.append(String.format(Locale.ROOT, ", float %.4f", summary.floatAccuracy()));
    }
    text.append(System.lineSeparator());
    accuracy(text, summary.results());
    text.append(CycleTable.of(findings.cycles()));
    text.append(CostTable.of(summary.results()));
    return text.toString();
  }

  private static void accuracy(StringBuilder text, List<DesignResult> results) {
    if (results.stream().noneMatch(result -> result.accuracy() != null)) {
      return;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-14s %8s  %-24s %-24s %7s %7s %7s %12s %14s %14s%n",
            "design",
            "BER",
            "accuracy (95 %)",
            "drop (95 %)",
            "SDC-1",
            "SDC-5",
            "masked",
            "exposed bits",
            "flips expected",
            "flips actual"));
    for (DesignResult r : results) {
      if (r.accuracy() == null) {
        continue;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %8.1e  %-24s %-24s %7.4f %7.4f %7.4f %12d %14.1f %14d%n",
              r.design(),
              r.ber(),
              interval(r.accuracy()),
              interval(r.drop()),
              r.sdc1(),
              r.sdc5(),
              r.masked(),
              r.exposedBitsPerImage(),
              r.flips().expected(),
              r.flips().actual()));
    }
  }

  private static String interval(io.faultmesh.measure.Estimate estimate) {
    return String.format(
        Locale.ROOT, "%.4f [%.4f, %.4f]", estimate.mean(), estimate.low(), estimate.high());
  }
}
