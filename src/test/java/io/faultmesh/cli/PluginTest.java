package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.cli.option.ExitCodes;
import io.faultmesh.house.DevelopingPage;
import io.faultmesh.scenario.ProtectSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --plugin}: mechanisms from JAR files, made of the example in docs/developing.md. */
class PluginTest {
  private static final String RESIDUE = "io.faultmesh.protection.mechanism.Residue";

  @TempDir static Path jars;
  private static String example;
  private static Path jar;

  @TempDir Path folder;

  @BeforeAll
  static void compile() throws IOException {
    example = DevelopingPage.sources().get("Residue");
    jar = DevelopingPage.jar(jars, "residue.jar", example, RESIDUE);
  }

  @AfterAll
  static void forget() {
    Plugins.use(List.of());
  }

  /** The example with something else in it. */
  private Path changed(String name, String from, String to, String... named) throws IOException {
    assertThat(example).contains(from);
    return DevelopingPage.jar(folder, name, example.replace(from, to), named);
  }

  private Cli.Outcome run(Path plugin, String out, String... more) {
    List<String> words = new ArrayList<>(List.of("run", "scenarios/lenet-fashion.yaml"));
    words.addAll(List.of("--data", "scenarios", "--out", folder.resolve(out).toString()));
    if (plugin != null) {
      words.addAll(List.of("--plugin", plugin.toString()));
    }
    for (String setting :
        List.of(
            "dataset.images=6",
            "faults={ber: [3e-3], sites: [weight, input], trials: 2}",
            "designs=[base, {name: mine, protect: [{residue: {on: [weight, input], word: 16}}]}]",
            "measure.cycles=none")) {
      words.addAll(List.of("--set", setting));
    }
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  @Test
  void aMechanismFromElsewhereDoesTheSameInBothEngines() throws IOException {
    assertThat(run(jar, "fast").code()).isZero();
    assertThat(run(jar, "machine", "--set", "measure.accuracy=machine").code()).isZero();
    for (String file : List.of("checks.csv", "flips.csv", "trials.csv")) {
      assertThat(folder.resolve("machine/" + file))
          .hasSameTextualContentAs(folder.resolve("fast/" + file));
    }
    assertThat(folder.resolve("fast/checks.csv")).content().contains("residue");
  }

  @Test
  void resultsNameTheHashOfTheFile() throws IOException {
    run(jar, "run");
    String hash = io.faultmesh.files.Sha256.of(jar);
    assertThat(folder.resolve("run/summary.json")).content().contains(hash);
    assertThat(folder.resolve("run/.faultmesh")).content().contains(hash);
  }

  @Test
  void aRunWithAnotherPluginIsAnotherRun() throws IOException {
    Path other = changed("other.jar", "adders + 3", "adders + 4", RESIDUE);
    assertThat(run(jar, "run").code()).isZero();
    // The name of the file does not matter, what it holds does.
    Path copy = Files.copy(jar, folder.resolve("copy.jar"));
    assertThat(run(copy, "run").out()).contains("complete");
    Cli.Outcome second = run(other, "run");
    assertThat(second.code()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(second.err()).contains("plugin").hasLineCount(1);
  }

  @Test
  void shardsOfDifferentPluginsAreNotMerged() throws IOException {
    Path other = changed("other.jar", "adders + 3", "adders + 4", RESIDUE);
    assertThat(run(jar, "one", "--shard", "1/2").code()).isZero();
    assertThat(run(other, "two", "--shard", "2/2").code()).isZero();
    assertThat(run(jar, "three", "--shard", "2/2").code()).isZero();
    assertThat(merge(jar, "two")).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(merge(jar, "three")).isZero();
  }

  private int merge(Path plugin, String second) {
    return Cli.run(
            "merge",
            folder.resolve("one").toString(),
            folder.resolve(second).toString(),
            "--data",
            "scenarios",
            "--plugin",
            plugin.toString(),
            "--out",
            folder.resolve("merged").toString())
        .code();
  }

  @Test
  void aTraceIsReplayedWithItsOwnPluginOnly() throws IOException {
    run(jar, "traced", "--set", "measure.trace=faults");
    String trace = folder.resolve("traced/trace.fmtrace").toString();
    String out = folder.resolve("again").toString();
    String[] plain = {"replay", trace, "--data", "scenarios", "--out", out};
    assertThat(Cli.run(plain).err()).contains("--plugin").hasLineCount(1);
    Path other = changed("other.jar", "adders + 3", "adders + 4", RESIDUE);
    for (Path plugin : List.of(other, jar)) {
      List<String> words = new ArrayList<>(List.of(plain));
      words.addAll(List.of("--plugin", plugin.toString()));
      int code = Cli.run(words.toArray(String[]::new)).code();
      assertThat(code).isEqualTo(plugin == jar ? 0 : ExitCodes.BAD_INPUT);
    }
  }

  @Test
  void aMechanismIsKnownWhereItsPluginIsGivenOnly() {
    assertThat(run(jar, "one").code()).isZero();
    Cli.Outcome without = run(null, "two");
    assertThat(without.code()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(without.err()).contains("no mechanism is called 'residue'");
    assertThat(ProtectSettings.keys()).doesNotContain("residue");
  }

  private void refused(Path plugin, String reason) {
    Cli.Outcome outcome = run(plugin, "refused");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains(plugin.getFileName().toString())
        .contains(reason);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void whatIsNoPluginIsRefused() throws IOException {
    refused(folder.resolve("missing.jar"), "no such file");
    refused(Files.writeString(folder.resolve("text.jar"), "no JAR"), "is no JAR");
    refused(Files.writeString(folder.resolve("empty.jar"), ""), "is no JAR");
    refused(Files.createDirectory(folder.resolve("folder.jar")), "is a folder");
    refused(DevelopingPage.jar(folder, "bare.jar", example), "holds no mechanism");
    refused(DevelopingPage.jar(folder, "comment.jar", example, "# none"), "holds no mechanism");
  }

  @Test
  void aBrokenMechanismIsRefused() throws IOException {
    refused(DevelopingPage.jar(folder, "gone.jar", example, RESIDUE + "s"), "cannot be loaded");
    refused(changed("key.jar", "return \"residue\"", "return \"secded\"", RESIDUE), "'secded'");
    refused(changed("word.jar", "return \"residue\"", "return \"A b\"", RESIDUE), "'A b'");
    refused(changed("private.jar", "public Residue()", "Residue()", RESIDUE), "cannot be loaded");
    refused(
        changed("throws.jar", "this(null, null, null);", "this(null, 7, null);", RESIDUE),
        "word must be 8, 16, 32 or 64, not 7");
  }

  @Test
  void aMechanismThatFailsInARunIsToBlame() throws IOException {
    String right = "return residue(sum) == read.check()";
    Path fails = changed("fails.jar", right, "return residue(sum / 0) == read.check()", RESIDUE);
    Cli.Outcome outcome = run(fails, "fails");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains("fails.jar", "Residue$Check.check", "by zero");
  }
}
