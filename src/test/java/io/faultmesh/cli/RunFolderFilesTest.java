package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.house.ReferencePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/run-folder.md knows every file that a run leaves, and every column in it. */
class RunFolderFilesTest {
  private static final ReferencePage PAGE = ReferencePage.of("run-folder.md");
  private static final ReferencePage TRACES = ReferencePage.of("traces.md");

  @TempDir Path folder;

  @Test
  void everyFileAndEveryColumnOfARunIsDescribed() throws IOException {
    Path run = folder.resolve("run");
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "scenarios/lenet-fashion.yaml",
            "--out",
            run.toString(),
            "--set",
            "dataset.images=12",
            "--set",
            "designs=[base, {name: coded, protect: [{secded: {detected: refetch}}]}]",
            "--set",
            "faults={ber: {weight: [3.0e-3], activation: [1.0e-4]},"
                + " precision: {margin: 0.3, maxTrials: 10},"
                + " single: {sites: [weight], count: 300}}",
            "--set",
            "safety={fitPerMbit: 500, source: a beam}",
            "--set",
            "measure.images=true");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    List<String> tables;
    try (Stream<Path> files = Files.list(run)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertThat(names)
          .allSatisfy(
              name -> assertThat(PAGE.opening()).contains("`" + name.split("[.]key", 2)[0]));
      tables = names.stream().filter(name -> name.endsWith(".csv")).toList();
    }
    assertThat(tables)
        .contains("reactions.csv", "precision.csv", "vulnerability.csv", "safety.csv", "rates.csv");
    for (String name : tables) {
      String text = Files.readString(run.resolve(name));
      if (name.endsWith("-faults.csv")) {
        TRACES.describes("Lists of faults", text);
      } else {
        PAGE.describes(name, text);
      }
    }
  }
}
