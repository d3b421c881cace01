package io.faultmesh.report.html;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.GroupedSums;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What protection made of struck words. Any table of the run folder that tells mechanisms apart and
 * has columns named after outcomes is one, whatever its other columns are.
 */
final class OutcomeCounts {
  private static final Set<String> OUTCOMES =
      Set.of("clean", "corrected", "miscorrected", "detected", "missed", "falsealarm");

  /** Columns in which rows differ without being another mechanism. */
  private static final List<String> DETAILS = List.of("trial", "image", "bit", "layer", "ber");

  private static final int MAX_GROUPS = 2_000;

  private OutcomeCounts() {}

  /** Tables by file, summed over trials, images, layers and bits. */
  static Map<String, Table> of(RunFiles run) {
    Map<String, Table> tables = new TreeMap<>();
    for (Path file : run.files("", ".csv")) {
      try (CsvRows csv = CsvRows.open(file)) {
        List<String> outcomes = csv.columns().stream().filter(OutcomeCounts::isOutcome).toList();
        if (!outcomes.isEmpty() && csv.columns().containsAll(List.of("design", "mechanism"))) {
          tables.put(file.getFileName().toString(), sums(csv, outcomes));
        }
      }
    }
    return tables;
  }

  /** Whether a column counts an outcome: {@code falseAlarms} and {@code missedWords} do. */
  private static boolean isOutcome(String column) {
    String name = column.toLowerCase(Locale.ROOT).replace("_", "");
    return OUTCOMES.stream().anyMatch(one -> name.equals(one) || name.matches(one + "(s|words)"));
  }

  private static Table sums(CsvRows csv, List<String> outcomes) {
    List<String> keys = new ArrayList<>(csv.columns());
    // What stands behind the first outcome is counted, too; what stands in front says of what.
    keys = keys.subList(0, csv.index(outcomes.get(0)));
    keys.removeAll(List.of("trial", "image", "layer", "bit"));
    return GroupedSums.of(csv, keys, DETAILS, outcomes, MAX_GROUPS);
  }
}
