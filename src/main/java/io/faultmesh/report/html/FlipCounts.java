package io.faultmesh.report.html;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.GroupedSums;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.util.List;
import java.util.Optional;

/** Where flips struck and what they left: {@code flips.csv} by site, layer and bit. */
final class FlipCounts {
  /** As many fit into a page beside everything else. */
  private static final int MAX_CELLS = 20_000;

  private static final List<String> KEYS = List.of("design", "ber", "site", "layer", "bit");

  private FlipCounts() {}

  /** Every further column of the file is a count; null if the run has no such file. */
  static Table of(RunFiles run) {
    Optional<java.nio.file.Path> file = run.file("flips.csv");
    if (file.isEmpty()) {
      return null;
    }
    try (CsvRows csv = CsvRows.open(file.get())) {
      if (!csv.columns().containsAll(KEYS)) {
        return null;
      }
      List<String> values =
          csv.columns().stream().filter(column -> !KEYS.contains(column)).toList();
      return GroupedSums.of(csv, KEYS, List.of("ber", "design"), values, MAX_CELLS);
    }
  }
}
