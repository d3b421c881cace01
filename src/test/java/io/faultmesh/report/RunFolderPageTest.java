package io.faultmesh.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/reference/run-folder.md names every column of a file in the section of that file. */
class RunFolderPageTest {

  private static Map<String, List<String>> columns() {
    Map<String, List<String>> columns = new TreeMap<>();
    Summary nothing = new Summary("none", null, 0, null, null, List.of());
    columns.put("designs.csv", names(DesignsCsv.of(nothing)));
    columns.put("layers.csv", names(LayersCsv.heading()));
    columns.put("images.csv", AccuracyColumns.images(true).names());
    columns.put("trials.csv", AccuracyColumns.trials(true).names());
    columns.put("classes.csv", AccuracyColumns.CLASSES.names());
    columns.put("flips.csv", AccuracyColumns.FLIPS.names());
    columns.put("checks.csv", AccuracyColumns.CHECKS.names());
    return columns;
  }

  private static List<String> names(String heading) {
    return Arrays.asList(heading.strip().split(","));
  }

  @Test
  void everyColumnIsDescribed() throws IOException {
    String page = Files.readString(Path.of("docs", "reference", "run-folder.md"));
    columns()
        .forEach(
            (file, names) -> {
              String section = page.split("\n## " + file + "\n", 2)[1].split("\n## ", 2)[0];
              assertThat(names).isNotEmpty();
              for (String name : names) {
                assertThat(section).as(file).contains("`" + name + "`");
              }
            });
  }
}
