package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Every command that prints results prints them as JSON, too, and then nothing else. */
class JsonTest {
  private static final String SCENARIO = "scenarios/lenet-fashion.yaml";
  private static final String NETWORK = "scenarios/networks/lenet-fashion.onnx";

  @TempDir Path folder;

  private static JsonNode json(String... command) throws IOException {
    Cli.Outcome outcome = Cli.run(command);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .readTree(outcome.out());
  }

  @Test
  void everyCommandThatPrintsResultsHasTheOption() {
    List<String> without = List.of("report", "prepare", "worker", "schema", "completion", "help");
    for (CommandLine command : Faultmesh.commandLine(false).getSubcommands().values()) {
      boolean has = command.getCommandSpec().findOption("--json") != null;
      assertThat(has)
          .as(command.getCommandName())
          .isNotEqualTo(without.contains(command.getCommandName()));
    }
  }

  @Test
  void aRunPrintsItsSummary() throws IOException {
    Path out = folder.resolve("run");
    String[] command = {
      "run",
      SCENARIO,
      "--json",
      "--out",
      out.toString(),
      "--set",
      "dataset.images=9",
      "--set",
      "designs=[base]",
      "--set",
      "measure.cycles=none"
    };
    JsonNode printed = json(command);
    assertThat(printed).isEqualTo(new JsonMapper().readTree(out.resolve("summary.json").toFile()));
    assertThat(json(command)).as("of the finished run").isEqualTo(printed);
  }

  /** The same text and exit code as the search that made the folder, with a best design or none. */
  @ParameterizedTest
  @CsvSource({"0.9, 0", "-0.5, 1"})
  void aFinishedSearchTellsItsOptimumAgain(double areaLimit, int exitCode) {
    String[] command = {
      "optimize",
      SCENARIO,
      "--json",
      "--budget",
      "2",
      "--out",
      folder.resolve("search").toString(),
      "--set",
      "dataset.images=12",
      "--set",
      "faults={ber: [1.0e-3], trials: 2}",
      "--set",
      "optimise={design: cl, limits: {accuracyLoss: 0.9, cycleLoss: 9, bandwidthLoss: 9, area: "
          + areaLimit
          + "},"
          + " ordinaryBits: [0, 1], validation: {first: 12, images: 12}}"
    };
    Cli.Outcome first = Cli.run(command);
    assertThat(first.code()).as(first.err()).isEqualTo(exitCode);
    assertThat(first.out()).contains("\"front\"");
    assertThat(Cli.run(command)).isEqualTo(first);
  }

  @Test
  void tracesReplaysAndTimesAreValues() throws IOException {
    JsonNode trace = json("trace", "traces/lenet-memory.fmtrace", "--json");
    assertThat(trace.get("events").asLong()).isPositive();
    assertThat(trace.get("components")).isNotEmpty();
    String out = folder.resolve("replay").toString();
    JsonNode replay = json("replay", "traces/lenet-faults.fmtrace", "--json", "--out", out);
    assertThat(replay.get("equal").asBoolean()).isTrue();
    assertThat(json("replay", "traces/lenet-faults.fmtrace", "--json", "--out", out))
        .as("of the finished replay")
        .isEqualTo(replay);
    JsonNode timing = json("timing", NETWORK, "--json");
    long cycles = 0;
    for (JsonNode layer : timing.get("layers")) {
      cycles += layer.get("cycles").asLong();
    }
    assertThat(timing.get("cycles").asLong()).isEqualTo(cycles).isPositive();
    assertThat(json("network", NETWORK, "--json").get("macs").asLong()).isEqualTo(416_520);
    assertThat(json("cost", SCENARIO, "--json", "--set", "designs=[base]")).hasSize(2);
  }
}
