package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/scenario.md has a row for every key, and for nothing else. */
class ScenarioPageTest {

  /** A design's own groups have the keys of the scenario's groups, and are described once. */
  private static String described(String path) {
    return path.replaceFirst("^optimise\\.design\\.", "designs.")
        .replaceFirst("^designs\\.quantisation\\.", "quantisation.")
        .replaceFirst("^designs\\.(array|dppu)\\.", "accelerator.$1.");
  }

  @Test
  void everyKeyHasARowAndEveryRowIsAKey() throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    SchemaKeys.all().forEach(path -> keys.add(described(path)));

    String page = Files.readString(Path.of("docs", "reference", "scenario.md"));
    Matcher rows = Pattern.compile("(?m)^\\| `([\\w.-]+)` \\|").matcher(page);
    List<String> described = rows.results().map(row -> row.group(1)).toList();

    assertThat(described).containsExactlyInAnyOrderElementsOf(keys);
  }
}
