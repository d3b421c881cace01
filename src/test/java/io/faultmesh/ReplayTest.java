package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.campaign.RunTrace;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.WholeFile;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.trace.FaultListWriter;
import io.faultmesh.trace.TraceHeader;
import io.faultmesh.trace.TraceReader;
import io.faultmesh.trace.TraceRecord;
import io.faultmesh.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of LeNet: recorded without a trace, replayed, and played on other designs. */
class ReplayTest {
  private static final String SCENARIO =
      """
      name: replayed
      network: networks/lenet-fashion.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 4, calibration: {images: 8},
         preprocessing: {scale: 0.00392156862745098}}
      faults: {ber: [3.0e-4, 3.0e-3], trials: 2, seed: %d, sites: [%s], persistence: trial}
      designs: [%s]
      measure: {trace: %s, images: true, cycles: none}
      """;

  private static final String OTHERS =
      "crt3, {preset: arch, score: random}, {preset: alg, score: random, important: 0.3},"
          + " {preset: cl, score: random}, {name: coded, protect: [{secded: {on: [weight,"
          + " activation, dram], word: 32}}, {range: {share: 0.9}}]}";

  @TempDir Path folder;

  private RunOptions options(String out, int threads, int batch) {
    List<Path> data = List.of(Path.of("scenarios"));
    return new RunOptions(folder.resolve(out), data, threads, batch, 100, false);
  }

  private Path scenario(int seed, String sites, String designs, String trace) throws IOException {
    Path file = folder.resolve("scenario.yaml");
    return Files.writeString(file, SCENARIO.formatted(seed, sites, designs, trace));
  }

  /** Runs a scenario and gives its run folder. */
  private Path run(String out, int threads, int batch, Path scenario) {
    RunOptions options = options(out, threads, batch);
    Simulation.run(ScenarioLoader.load(scenario, List.of()), folder, options);
    return options.out();
  }

  private static String text(Path run, String file) throws IOException {
    return Files.readString(run.resolve(file));
  }

  @Test
  void recordingChangesNothingElse() throws IOException {
    Path plain = run("plain", 2, 2, scenario(1, "activation, weight", "base, crt1", "none"));
    Path traced = run("traced", 2, 2, scenario(1, "activation, weight", "base, crt1", "faults"));
    List<String> names = new ArrayList<>();
    try (var files = Files.list(plain)) {
      files.map(file -> file.getFileName().toString()).forEach(names::add);
    }
    assertThat(names).contains("trials.csv", "images.csv", "flips.csv", "summary.json");
    names.removeAll(List.of("timing.json", "scenario.yaml", ".faultmesh", "counts"));
    for (String name : names) {
      assertThat(text(traced, name)).as(name).isEqualTo(text(plain, name));
    }
    assertThat(text(traced, "scenario.yaml"))
        .isEqualTo(text(plain, "scenario.yaml").replace("trace: none", "trace: faults"));
  }

  @Test
  void threadsAndBatchesDoNotShowInTheTrace() throws IOException {
    Path scenario = scenario(1, "activation, operand, pe", "base, " + OTHERS, "faults");
    byte[] first = Files.readAllBytes(run("one", 1, 1, scenario).resolve(RunTrace.FILE));
    byte[] second = Files.readAllBytes(run("two", 2, 4, scenario).resolve(RunTrace.FILE));
    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"activation", "'operand', 'dram', 'pe'", "weight, product, accumulator"})
  void theReplayIsEqual(String sites) throws IOException {
    Path run = run("run", 2, 0, scenario(1, sites, "base, crt2, " + OTHERS, "faults"));
    assertThat(Replay.again(run.resolve(RunTrace.FILE), options("again", 1, 3))).isEmpty();
  }

  @Test
  void whatWasReadAgainIsReadAgain() throws IOException {
    String designs =
        "base, {name: again, protect: ["
            + "{parity: {on: [dram, weight], word: 8, detected: refetch, attempts: 2}}]}";
    Path run = run("run", 2, 0, scenario(1, "dram, weight", designs, "faults"));
    assertThat(Replay.again(run.resolve(RunTrace.FILE), options("again", 1, 3))).isEmpty();
    Path base = run("base", 2, 0, scenario(1, "dram, weight", "base", "faults"));
    RunOptions options = options("other", 1, 1);
    Path other = scenario(77, "input", designs, "none");
    Replay.on(base.resolve(RunTrace.FILE), other, List.of(), Replay.Part.FAULTS, options);
    for (String name : List.of("images.csv", "trials.csv", "checks.csv")) {
      assertThat(text(options.out(), name)).as(name).isEqualTo(text(run, name));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{checksum: {detected: refetch, attempts: 2}}",
        "{checksum: {detected: repeat, attempts: 2}}",
        "{duplicate: {detected: repeat, attempts: 2}}",
        "{parity: {on: [activation], word: 8, detected: recompute}}",
        "{secded: {on: [activation], word: 16, detected: recompute}}"
      })
  void whatWasComputedAgainIsComputedAgain(String mechanism) throws IOException {
    String designs = "base, {name: again, protect: [" + mechanism + "]}";
    Path scenario = scenario(1, "weight, accumulator, activation", designs, "faults");
    Path run = run("run", 2, 0, scenario);
    assertThat(text(run, "checks.csv")).contains("again,");
    Path other = run("alone", 1, 3, scenario);
    assertThat(text(other, "images.csv")).isEqualTo(text(run, "images.csv"));
    assertThat(Replay.again(run.resolve(RunTrace.FILE), options("again", 1, 3))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"activation", "operand, dram, pe", "weight, partial-sum, accumulator"})
  void recordedFaultsOnOtherDesignsAreThoseOfTheSameRun(String sites) throws IOException {
    Path together = run("together", 2, 0, scenario(1, sites, "base, " + OTHERS, "none"));
    Path base = run("base", 2, 0, scenario(1, sites, "base", "faults"));
    Path other = scenario(77, "input", OTHERS, "none");
    RunOptions options = options("other", 2, 0);
    Replay.on(base.resolve(RunTrace.FILE), other, List.of(), Replay.Part.FAULTS, options);
    for (String name : List.of("images.csv", "trials.csv", "flips.csv")) {
      List<String> expected =
          text(together, name).lines().filter(line -> !line.startsWith("base,")).toList();
      assertThat(text(options.out(), name).lines().toList()).as(name).isEqualTo(expected);
    }
    assertThat(text(options.out(), "overhead.csv")).contains("crt3,3.0E-4,base,", "cl,0.003,base,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crt2",
        "{name: coded, preset: crt1, protect: [{secded: {on: [weight, activation], word: 16}}]}",
        "{name: copied, protect: [{secded: {on: [activation]}}, tmr]}"
      })
  void aTraceAsAListGivesTheSameLogits(String design) throws IOException {
    String sites = "activation, weight, pe";
    Path scenario = scenario(1, sites, design, "faults");
    Path run = run("run", 2, 0, scenario);
    Path list = folder.resolve("faults.csv");
    FaultListWriter.write(run.resolve(RunTrace.FILE), WholeFile.target(list, folder, false));
    RunOptions options = options("listed", 2, 0);
    Replay.on(list, scenario(5, "input", design, "none"), List.of(), Replay.Part.FAULTS, options);
    assertThat(crcs(options.out())).isEqualTo(crcs(run));
    assertThat(Files.readString(list).contains(",secded")).isEqualTo(design.contains("secded"));
    Path again = folder.resolve("again.csv");
    FaultListWriter.write(
        options.out().resolve(RunTrace.FILE), WholeFile.target(again, folder, false));
    assertThat(Files.readString(again)).isEqualTo(Files.readString(list));
    assertThat(Replay.again(options.out().resolve(RunTrace.FILE), options("re", 1, 0))).isEmpty();
  }

  /** Of every trial's logits. */
  private static List<String> crcs(Path run) throws IOException {
    List<String[]> lines =
        text(run, "trials.csv").lines().map(line -> line.split(",", -1)).toList();
    int column = List.of(lines.get(0)).indexOf("logitsCrc32");
    return lines.stream().map(line -> line[column]).toList();
  }

  @Test
  void exactlyTheListedBitActs() throws IOException {
    Path list = folder.resolve("one.csv");
    String header = "trial,image,layer,site,replica,neuron,bit\n";
    Files.writeString(list, header + "0,9,4,activation,0,3,6\n");
    RunOptions options = options("one", 1, 0);
    Replay.on(
        list,
        scenario(1, "activation", "base, crt2", "none"),
        List.of(),
        Replay.Part.FAULTS,
        options);
    List<String> changed =
        text(options.out(), "images.csv")
            .lines()
            .filter(line -> line.matches("(base|crt2),0.0,0,(\\d+,){6}1,.*"))
            .map(line -> line.substring(0, line.indexOf(",0.0,0,")) + line.split(",")[3])
            .toList();
    assertThat(changed).containsExactly("base9", "crt29");
    assertThat(text(options.out(), "trials.csv"))
        .containsPattern("base,0.0,0,4,.*,1,0,0.0,1,")
        .containsPattern("crt2,0.0,0,4,.*,1,1,0.0,1,");
    Files.writeString(list, header + "0,99,4,activation,0,3,6\n");
    assertThatThrownBy(
            () ->
                Replay.on(
                    list,
                    folder.resolve("scenario.yaml"),
                    List.of(),
                    Replay.Part.FAULTS,
                    options("other", 1, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("image 99; the test images are 8 to 11");
  }

  @Test
  void theFirstDifferenceIsNamed() throws IOException {
    Path run = run("run", 2, 0, scenario(1, "activation", "base", "faults"));
    Path trace = run.resolve(RunTrace.FILE);
    Path altered = folder.resolve("altered.fmtrace");
    try (TraceReader reader = TraceReader.open(trace)) {
      TraceHeader header = reader.header();
      String scenario = header.scenario().replace("seed: 1", "seed: 2");
      assertThat(scenario).isNotEqualTo(header.scenario());
      TraceHeader other =
          new TraceHeader(header.program(), header.level(), scenario, 2, header.files(), false);
      try (TraceWriter writer = new TraceWriter(Files.newOutputStream(altered), other)) {
        for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
          writer.accept(record);
        }
        writer.end(reader.results());
      }
    }
    assertThat(Replay.again(altered, options("again", 1, 0)))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .matches(
                        "first difference at record \\d+ .*base at BER 3.0E-4, trial 0, image 8:"
                            + " recorded flip by fast engine, layer 0, fold \\d+, .*; now flip"
                            + " .*"));
    assertThat(folder.resolve("again")).doesNotExist();
  }

  @Test
  void aCutTraceAndOtherFilesAreRefused() throws IOException {
    Path run = run("run", 2, 0, scenario(1, "activation", "base", "faults"));
    byte[] bytes = Files.readAllBytes(run.resolve(RunTrace.FILE));
    Path cut = Files.write(folder.resolve("cut.fmtrace"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> Replay.again(cut, options("again", 1, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cut short");
    Path network = Files.createDirectories(folder.resolve("run/networks"));
    byte[] onnx = Files.readAllBytes(Path.of("scenarios/networks/lenet-fashion.onnx"));
    onnx[onnx.length / 2] ^= 1;
    Files.write(network.resolve("lenet-fashion.onnx"), onnx);
    assertThatThrownBy(() -> Replay.again(run.resolve(RunTrace.FILE), options("again", 1, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is not the file that was recorded");
  }

  @Test
  void operandFaultsStayOnTheirArray() throws IOException {
    Path run = run("run", 2, 0, scenario(1, "operand", "base", "faults"));
    Path other = scenario(1, "operand", "{preset: crt1, array: {rows: 16}}", "none");
    assertThatThrownBy(
            () ->
                Replay.on(
                    run.resolve(RunTrace.FILE),
                    other,
                    List.of(),
                    Replay.Part.FAULTS,
                    options("x", 1, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("belong to the recorded array of 32x32; design crt1 has another");
  }
}
