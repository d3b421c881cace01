package io.faultmesh.report.html;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.GroupedSums;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where flips struck and what they left: {@code flips.csv} by site, layer and bit, and by whatever
 * other names its rows have.
 */
final class FlipCounts {
  /** As many fit into a page beside everything else; its runs share them. */
  private static final int MAX_CELLS = 20_000;

  private static final List<String> KEYS = List.of("design", "ber", "site", "layer", "bit");

  private FlipCounts() {}

  /**
   * Every further column of the file is a count; null if the run has no such file.
   *
   * @param runs on the page
   */
  static Table of(RunFiles run, int runs) {
    Optional<Path> file = run.file("flips.csv");
    if (file.isEmpty()) {
      return null;
    }
    try (CsvRows csv = CsvRows.open(file.get())) {
      if (!csv.columns().containsAll(KEYS)) {
        return null;
      }
      List<String> texts = CsvRows.textColumns(file.get());
      List<String> keys =
          csv.columns().stream().filter(one -> KEYS.contains(one) || texts.contains(one)).toList();
      List<String> values = csv.columns().stream().filter(one -> !keys.contains(one)).toList();
      return GroupedSums.of(csv, keys, List.of("ber", "design"), values, MAX_CELLS / runs);
    }
  }
}
