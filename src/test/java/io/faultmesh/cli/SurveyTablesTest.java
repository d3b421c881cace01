package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/results/survey-tables, on a small survey. */
class SurveyTablesTest {
  private static final String HEADER =
      "design,faults,images,trials,loss,lossLow,lossHigh,corrected,detected,missed,"
          + "areaMm2,energyUj,dramBytes,cycles,cyclesP99,cpuSecondsOfDesign";

  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void survey() {
    run = folder.resolve("run");
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "scenarios/survey-lenet.yaml",
            "--out",
            run.toString(),
            "--set",
            "dataset.images=6",
            "--set",
            "faults={ber: {weight: [3.0e-3, 0, 0], activation: [0, 3.0e-3, 0]}, trials: 2}",
            "--set",
            "designs=[base, {name: again,"
                + " protect: [{parity: {on: [weight], detected: refetch}}]}]");
    assertThat(outcome.err()).isEmpty();
  }

  private static String tables(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docs/results/survey-tables"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  /** The fields of a CSV table by the first two columns. */
  private static Map<List<String>, String[]> rows(List<String> lines) {
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .collect(
            Collectors.toMap(
                row -> List.of(row[0], row[1]),
                row -> row,
                (first, second) -> first,
                LinkedHashMap::new));
  }

  @Test
  void everyRowHasAFigureInEveryColumn() throws IOException, InterruptedException {
    List<String> lines = tables("--csv", run.toString()).lines().toList();

    assertThat(lines.get(0)).isEqualTo(HEADER);
    Map<List<String>, String[]> rows = rows(lines);
    assertThat(rows.keySet())
        .containsExactly(
            List.of("base", "weight 0.003"),
            List.of("base", "activation 0.003"),
            List.of("base", "none"),
            List.of("again", "weight 0.003"),
            List.of("again", "activation 0.003"),
            List.of("again", "none"));
    assertThat(rows.values())
        .allSatisfy(
            row -> {
              assertThat(row).hasSize(HEADER.split(",").length).doesNotContain("", "-");
              assertThat(Arrays.copyOfRange(row, 2, 4)).containsExactly("6", "2");
            });
  }

  @Test
  void cyclesUnderFaultsAreThoseOfTheRun() throws IOException, InterruptedException {
    List<String> designs = Files.readAllLines(run.resolve("designs.csv"));
    List<String> names = List.of(designs.get(0).split(","));
    String[] measured = rows(designs).get(List.of("again", "r0"));

    String[] row =
        rows(tables("--csv", run.toString()).lines().toList())
            .get(List.of("again", "weight 0.003"));

    String mean = measured[names.indexOf("cyclesPerImage")];
    String p99 = measured[names.indexOf("cyclesP99")];
    assertThat(p99).isNotEmpty();
    assertThat(row[13]).isEqualTo(mean);
    assertThat(row[14]).isEqualTo(p99);
    String shown = "| %,d / %,d |".formatted(Integer.parseInt(mean), Integer.parseInt(p99));
    assertThat(tables(run.toString())).contains(shown);
  }

  @Test
  void aDesignOfTwoFoldersIsTheFirstOnes() throws IOException, InterruptedException {
    Path other = folder.resolve("other");
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "scenarios/survey-lenet.yaml",
            "--out",
            other.toString(),
            "--set",
            "dataset.images=3",
            "--set",
            "faults={ber: {weight: [3.0e-3, 0, 0], activation: [0, 3.0e-3, 0]}, trials: 2}",
            "--set",
            "designs=[base, crt2]");
    assertThat(outcome.err()).isEmpty();

    Map<List<String>, String[]> rows =
        rows(tables("--csv", run.toString(), other.toString()).lines().toList());

    assertThat(rows.get(List.of("base", "none"))[2]).isEqualTo("6");
    assertThat(rows.get(List.of("crt2", "none"))[2]).isEqualTo("3");
    assertThat(rows).hasSize(9);
  }
}
