package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A design may be called anything that a file may be called; nothing executes it. */
class HarmlessNamesTest {
  private static final String SCENARIO = "scenarios/lenet-fashion.yaml";

  private static final String DESIGNS =
      "designs=[base, {name: '=cmd'}, {name: '-x,y'}, {name: \"\\e[31mred"
          + " line\"}, {name: 'q\"q'}]";

  @TempDir Path folder;

  @Test
  void namesAreTextInEveryTableAndList() throws IOException {
    String run = folder.resolve("run").toString();
    Cli.Outcome outcome =
        Cli.run(
            "run",
            SCENARIO,
            "--out",
            run,
            "--threads",
            "1",
            "--set",
            DESIGNS,
            "--set",
            "faults.trials=1",
            "--set",
            "dataset.images=3");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("\\u001b[31mred line");
    assertThat(outcome.out().chars()).noneMatch(c -> c < ' ' && c != '\n');
    for (String name : List.of("designs.csv", "trials.csv", "flips.csv", "layers.csv")) {
      String text = Files.readString(Path.of(run, name));
      assertThat(text.chars()).as(name).noneMatch(c -> c < ' ' && c != '\n');
      assertThat(text.lines().map(line -> line.split(",", 2)[0]).distinct())
          .as(name)
          .containsExactly("design", "base", "'=cmd", "\"'-x", "\\u001b[31mred line", "\"q\"\"q\"");
    }
    try (Stream<Path> logs = Files.list(Path.of(run, "histograms"))) {
      assertThat(logs.map(log -> log.getFileName().toString())).contains("=cmd-fold.hlog");
    }
  }

  @Test
  void aRunFolderThatARunGoesOnFromIsTextToo() {
    Path run = folder.resolve("\u001b[31mred");
    moreTrials(run, 1);
    assertThat(moreTrials(run, 2).err())
        .contains("goes on from the one trial of")
        .contains("\\u001b[31mred")
        .doesNotContain("\u001b");
  }

  private static Cli.Outcome moreTrials(Path run, int trials) {
    return Cli.run(
        "run",
        SCENARIO,
        "--out",
        run.toString(),
        "--set",
        "designs=[base]",
        "--set",
        "measure.cycles=none",
        "--set",
        "dataset.images=3",
        "--set",
        "faults.trials=" + trials);
  }

  @Test
  void tablesAreAtMost80ColumnsWide() {
    Stream.of(
            Cli.run("network", "scenarios/networks/lenet-fashion.onnx"),
            Cli.run("timing", "scenarios/networks/lenet-fashion.onnx"),
            Cli.run("cost", SCENARIO, "--set", "designs=[base,crt1,crt2,crt3,arch,alg,cl]"))
        .forEach(
            outcome -> {
              assertThat(outcome.code()).isZero();
              assertThat(outcome.out().lines())
                  .isNotEmpty()
                  .allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
            });
  }
}
