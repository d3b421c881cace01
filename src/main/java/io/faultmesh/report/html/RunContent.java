package io.faultmesh.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.util.List;
import java.util.Map;

/**
 * What the page knows of one run; null or empty for what the run did not leave.
 *
 * @param folder as the user named it
 * @param summary {@code summary.json}, number for number
 * @param designs names by the form that they have in comma-separated files
 */
record RunContent(
    String name,
    String folder,
    JsonNode summary,
    Map<String, String> designs,
    String scenario,
    JsonNode marker,
    JsonNode timing,
    Table flips,
    Map<String, Table> outcomes,
    Table layers,
    Table memory,
    Table rates,
    Table classes,
    Table trials,
    Table margins,
    Table vulnerability,
    Table safety,
    JsonNode safetyCase,
    List<Latencies> latencies,
    Timelines timelines) {

  private static final int MAX_ROWS = 4_000;

  /**
   * What a run left.
   *
   * @param runs on the page
   */
  static RunContent of(RunFiles run, int runs) {
    return new RunContent(
        run.name(),
        run.folder().toString(),
        run.summary(),
        run.designsByField(),
        run.scenario(),
        run.marker(),
        run.json("timing.json"),
        FlipCounts.of(run, runs),
        OutcomeCounts.of(run),
        rows(run, "layers.csv"),
        rows(run, "memory.csv"),
        rows(run, "rates.csv"),
        rows(run, "classes.csv"),
        TrialSpreads.of(run),
        MarginCounts.of(run),
        rows(run, "vulnerability.csv"),
        rows(run, "safety.csv"),
        run.json("safety.json"),
        Latencies.of(run),
        Timelines.of(run));
  }

  private static Table rows(RunFiles run, String name) {
    return run.file(name)
        .map(
            file -> {
              try (CsvRows csv = CsvRows.open(file)) {
                return Table.first(csv, MAX_ROWS);
              }
            })
        .orElse(null);
  }
}
