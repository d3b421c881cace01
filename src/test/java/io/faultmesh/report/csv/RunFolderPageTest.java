package io.faultmesh.report.csv;

import io.faultmesh.house.ReferencePage;
import io.faultmesh.report.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/run-folder.md names every column of a file in the section of that file. */
class RunFolderPageTest {
  private static final ReferencePage PAGE = ReferencePage.of("run-folder.md");

  @Test
  void everyColumnOfResultsIsDescribed() {
    Summary nothing = new Summary("none", null, 0, null, null, List.of(), List.of("p"));
    PAGE.describes("designs.csv", DesignsCsv.of(nothing));
    PAGE.describes("layers.csv", LayersCsv.heading());
    PAGE.describes("images.csv", AccuracyColumns.images(true).names());
    PAGE.describes("trials.csv", AccuracyColumns.trials(true).names());
    PAGE.describes("classes.csv", AccuracyColumns.CLASSES.names());
    PAGE.describes("flips.csv", AccuracyColumns.FLIPS.names());
    PAGE.describes("rates.csv", RatesCsv.COLUMNS.names());
    PAGE.describes("checks.csv", AccuracyColumns.CHECKS.names());
  }
}
