package io.faultmesh.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A page below docs/reference, of which tests ask whether it leaves anything out. */
public record ReferencePage(String text) {

  public static ReferencePage of(String name) {
    try {
      return new ReferencePage(Files.readString(Path.of("docs", "reference", name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands in front of the first section. */
  public String opening() {
    return text.split("\n## ", 2)[0];
  }

  /** The text of a section without its heading. */
  public String section(String heading) {
    String[] parts = text.split("\n## \\Q" + heading + "\\E\n", 2);
    assertThat(parts).as("sections called " + heading).hasSize(2);
    return parts[1].split("\n## ", 2)[0];
  }

  /** Fails where a column has no row in a section's tables: their first cells name columns. */
  public void describes(String heading, List<String> columns) {
    String section = section(heading);
    assertThat(columns).isNotEmpty();
    for (String column : columns) {
      assertThat(section).containsPattern("(?m)^\\|[^|]*`\\Q" + column + "\\E`[^|]*\\|");
    }
  }

  /** The same, from the first line of a CSV file. */
  public void describes(String heading, String csv) {
    describes(heading, Arrays.asList(csv.lines().findFirst().orElseThrow().split(",")));
  }
}
