package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of docs/examples, with the test in the place of Slurm and of Kubernetes. */
class SchedulerScriptsTest {
  /** The exit code of what goes on. */
  private static final int STOPPED = 5;

  /** How long a worker looks for a coordinator. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Path SCRIPTS = Path.of("docs", "examples");

  @TempDir private Path work;

  @BeforeEach
  void linkInputs() throws IOException {
    for (String folder : List.of("networks", "data")) {
      Files.createSymbolicLink(work.resolve(folder), Path.of("scenarios", folder).toAbsolutePath());
    }
    String program =
        ProgramProcess.plain(List.of()).command().stream()
            .map(part -> "'" + part + "'")
            .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n"));
    Files.writeString(work.resolve("faultmesh"), program);
    assertThat(work.resolve("faultmesh").toFile().setExecutable(true)).isTrue();
  }

  private String scenario(String... settings) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "designs=[base]",
                "measure={}",
                "measure.cycles=none",
                "dataset.calibration.images=8",
                "dataset.images=100"));
    all.addAll(List.of(settings));
    Path file = work.resolve("scenario.yaml");
    Files.writeString(
        file,
        ScenarioLoader.write(ScenarioLoader.load(Path.of("scenarios/lenet-fashion.yaml"), all)));
    return file.toString();
  }

  private String place(String name) {
    return work.resolve(name).toString();
  }

  private void here(int code, String... command) {
    Cli.Outcome outcome = Cli.run(command);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
  }

  /** Runs a command with what a scheduler would set. */
  private int scheduled(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("FAULTMESH", place("faultmesh"));
    builder.redirectOutput(work.resolve("said.log").toFile());
    return builder.start().waitFor();
  }

  private int task(int number, String round, String until) throws Exception {
    return scheduled(
        List.of("sh", SCRIPTS.resolve("array.slurm").toString()),
        Map.of(
            "SCENARIO",
            place("scenario.yaml"),
            "WORK",
            work.toString(),
            "SLURM_ARRAY_TASK_ID",
            "" + number,
            "SLURM_ARRAY_TASK_COUNT",
            "2",
            "ROUND",
            round,
            "UNTIL",
            until));
  }

  private String[] merge(int rounds) throws IOException {
    List<String> command = new ArrayList<>(List.of("merge"));
    for (int round = 1; round <= rounds; round++) {
      try (Stream<Path> shards = Files.list(work.resolve("shards/" + round))) {
        shards.filter(Files::isDirectory).map(Path::toString).forEach(command::add);
      }
    }
    command.addAll(List.of("--prepared", place("prepared"), "--out", place("run"), "--quiet"));
    return command.toArray(String[]::new);
  }

  private void assertRunIsWhole() throws IOException {
    here(0, "run", place("scenario.yaml"), "--out", place("whole"), "--quiet");
    assertThat(ResultFiles.of(work.resolve("run")))
        .isEqualTo(ResultFiles.of(work.resolve("whole")));
  }

  @Test
  void aSlurmArrayGoesOnAfterItsTimeAndMakesTheRoundsThatMergeAsksFor() throws Exception {
    String file = scenario("faults={ber: [1.0e-3], precision: {margin: 0.0001, maxTrials: 6}}");
    here(0, "prepare", file, "--out", place("prepared"), "--quiet");
    assertThat(task(1, "1", "0s")).isEqualTo(STOPPED);
    assertThat(task(1, "1", "1h")).isZero();
    assertThat(task(2, "1", "1h")).isZero();
    here(STOPPED, merge(1));
    assertThat(task(1, "2", "1h")).isZero();
    assertThat(task(2, "2", "1h")).isZero();
    here(0, merge(2));
    assertRunIsWhole();
  }

  @Test
  void aSlurmArrayMakesTheSecondStepOfSingleFaults() throws Exception {
    String file =
        scenario(
            "faults={ber: [1.0e-3], single: {strata: [bit], count: 40, secondStep: 200, images: 30}}");
    here(0, "prepare", file, "--out", place("prepared"), "--quiet");
    for (String round : List.of("1", "2")) {
      assertThat(task(1, round, "1h")).isZero();
      assertThat(task(2, round, "1h")).isZero();
      here(round.equals("1") ? STOPPED : 0, merge(Integer.parseInt(round)));
    }
    assertRunIsWhole();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  @Test
  void anIndexedJobComputesItsShardsAndFailsWhereNoTryHelps() throws Exception {
    JsonNode spec =
        new YAMLMapper().readTree(SCRIPTS.resolve("indexed-job.yaml").toFile()).get("spec");
    JsonNode container = spec.at("/template/spec/containers/0");
    List<String> command = texts(container.get("command"));
    command.addAll(texts(container.get("args")));
    Map<String, String> environment = new java.util.HashMap<>();
    container
        .get("env")
        .forEach(one -> environment.put(one.get("name").asText(), one.get("value").asText()));
    assertThat(environment.get("SHARDS")).isEqualTo(spec.get("completions").asText());
    environment.put("WORK", work.toString());
    environment.put("SHARDS", "2");
    String file = scenario("faults.trials=2");
    here(0, "prepare", file, "--out", place("prepared"), "--quiet");
    for (int index = 0; index < 2; index++) {
      environment.put("JOB_COMPLETION_INDEX", "" + index);
      assertThat(scheduled(command, environment)).isZero();
    }
    here(0, merge(1));
    assertRunIsWhole();
    Files.writeString(work.resolve("scenario.yaml"), "name: [");
    int code = scheduled(command, environment);
    assertThat(texts(spec.at("/podFailurePolicy/rules/0/onExitCodes/values"))).contains("" + code);
  }

  @Test
  void aClusterOfThreeProcessesOnOneMachineGivesTheBytesOfOneRun() throws Exception {
    String file = scenario("faults.trials=2");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String script = SCRIPTS.resolve("cluster.sh").toString();
    List<String> command = List.of("sh", script, file, place("run"), "--quiet");
    for (String when : List.of("to run", "complete already")) {
      long start = System.nanoTime();
      int code = scheduled(command, Map.of("PORT", "" + port));
      assertThat(code).as(when + Files.readString(work.resolve("said.log"))).isZero();
      assertRunIsWhole();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).as(when).isLessThan(PATIENCE);
    }
  }
}
