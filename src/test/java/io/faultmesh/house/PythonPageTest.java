package io.faultmesh.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.faultmesh.Simulation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/python.md run as they stand there. */
class PythonPageTest {
  private static final Path PAGE = Path.of("docs", "python.md");
  private static final Path SCENARIO = Path.of("scenarios", "lenet-fashion.yaml");

  @TempDir static Path folder;
  private static Path run;

  /** What a process said, and how it ended. */
  private record Said(int code, String text) {}

  @BeforeAll
  static void runOnce() {
    run = folder.resolve("run");
    Scenario scenario =
        ScenarioLoader.load(
            SCENARIO,
            List.of(
                "dataset.images=20",
                "dataset.calibration.images=16",
                "faults.ber=[1e-4]",
                "faults.trials=2",
                "designs=[base, crt1]",
                "measure={cycles: none}"));
    Simulation.run(scenario, SCENARIO.getParent(), new RunOptions(run, List.of(), 1, 0, 1, false));
  }

  @Test
  void theStandardLibraryReadsDesigns() throws Exception {
    Said said = execute("The standard library", "csv");
    assertThat(said.text().lines()).hasSize(2).allMatch(line -> line.contains("["));
    assertThat(said.text()).startsWith("base ");
  }

  @Test
  void pandasPairsTrials() throws Exception {
    assertThat(execute("pandas", "pandas").text()).contains("crt1", "mean");
  }

  @Test
  void duckDbAsksTheFiles() throws Exception {
    assertThat(execute("DuckDB", "duckdb").text()).contains("flips", "base");
  }

  private static Said execute(String heading, String module) throws Exception {
    Said found = python("-c", "import " + module);
    assumeTrue(found != null, "no python3 here: the examples of docs/python.md were not run");
    assumeTrue(found.code() == 0, "python3 has no " + module + " here: its example was not run");
    Path script = folder.resolve(module + "_example.py");
    Files.writeString(script, example(heading));
    Said said = python(script.toString(), run.toString());
    assertThat(said.code()).as(said.text()).isZero();
    return said;
  }

  /** The first block of code behind a heading. */
  private static String example(String heading) throws IOException {
    Matcher block =
        Pattern.compile(
                "^## " + heading + "\n.*?^```python\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).as(heading).isTrue();
    return block.group(1);
  }

  /** Runs Python; null where there is none. */
  private static Said python(String... arguments) throws InterruptedException, IOException {
    File output = Files.createTempFile(folder, "python", ".txt").toFile();
    ProcessBuilder builder = new ProcessBuilder("python3");
    builder.command().addAll(List.of(arguments));
    Process process;
    try {
      process = builder.redirectErrorStream(true).redirectOutput(output).start();
    } catch (IOException e) {
      return null;
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Said(process.exitValue(), Files.readString(output.toPath()));
  }
}
