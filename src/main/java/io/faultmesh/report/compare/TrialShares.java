package io.faultmesh.report.compare;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.RunFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A share of the images per trial, from {@code trials.csv}. */
final class TrialShares {
  private static final List<String> NEEDED = List.of("design", "ber", "images");

  private TrialShares() {}

  /**
   * By design and rate, trials in order.
   *
   * @param column that counts images; where it is empty or missing there is nothing
   */
  static Map<Cell, List<Double>> of(RunFiles run, String column) {
    Map<Cell, List<Double>> shares = new HashMap<>();
    Optional<Path> file = run.file("trials.csv");
    if (file.isEmpty()) {
      return shares;
    }
    try (CsvRows csv = CsvRows.open(file.get())) {
      if (!csv.columns().containsAll(NEEDED) || csv.index(column) < 0) {
        return shares;
      }
      Map<String, String> names = run.designsByField();
      while (csv.next()) {
        String design = csv.text(csv.index("design"));
        double count = csv.number(csv.index(column));
        if (!Double.isNaN(count)) {
          shares
              .computeIfAbsent(
                  Cell.of(names.getOrDefault(design, design), csv.text(csv.index("ber"))),
                  unused -> new ArrayList<>())
              .add(count / csv.number(csv.index("images")));
        }
      }
    }
    return shares;
  }
}
