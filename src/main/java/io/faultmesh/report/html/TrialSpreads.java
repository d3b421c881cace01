package io.faultmesh.report.html;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far trials lie apart: {@code trials.csv} as five figures per design and rate. */
final class TrialSpreads {
  private static final List<String> NEEDED = List.of("design", "ber", "images", "sdc1");

  private TrialSpreads() {}

  /** A list of numbers that grows. */
  private static final class Shares {
    private double[] values = new double[16];
    private int count;

    private void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    /** Least, quarter, middle, three quarters, most. */
    private List<Object> figures() {
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      List<Object> figures = new ArrayList<>();
      for (int quarter = 0; quarter <= 4; quarter++) {
        double place = quarter / 4.0 * (count - 1);
        int below = (int) place;
        int above = Math.min(count - 1, below + 1);
        figures.add(sorted[below] + (place - below) * (sorted[above] - sorted[below]));
      }
      return figures;
    }
  }

  /** Of the correct answers, or without labels of the changed ones; null without such a file. */
  static Table of(RunFiles run) {
    Optional<Path> file = run.file("trials.csv");
    if (file.isEmpty()) {
      return null;
    }
    Map<List<String>, Shares> groups = new LinkedHashMap<>();
    String measure;
    try (CsvRows csv = CsvRows.open(file.get())) {
      if (!csv.columns().containsAll(NEEDED)) {
        return null;
      }
      int design = csv.index("design");
      int ber = csv.index("ber");
      int images = csv.index("images");
      int counted = csv.index("correct");
      boolean labelled = counted >= 0;
      while (csv.next()) {
        labelled = labelled && !csv.text(counted).isEmpty();
        double count = csv.number(labelled ? counted : csv.index("sdc1"));
        groups
            .computeIfAbsent(List.of(csv.text(design), csv.text(ber)), key -> new Shares())
            .add(count / csv.number(images));
      }
      measure = labelled ? "accuracy" : "sdc1";
    }
    List<List<Object>> rows = new ArrayList<>();
    groups.forEach(
        (key, shares) -> {
          List<Object> row = new ArrayList<>();
          key.forEach(field -> row.add(Table.field(field)));
          row.add(measure);
          row.add(shares.count);
          row.addAll(shares.figures());
          rows.add(row);
        });
    List<String> columns =
        List.of(
            "design",
            "ber",
            "measure",
            "trials",
            "least",
            "lower quarter",
            "median",
            "upper quarter",
            "most");
    return new Table(columns, rows, "");
  }
}
