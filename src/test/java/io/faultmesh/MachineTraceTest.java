package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.campaign.RunTrace;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fault.Outcome;
import io.faultmesh.files.WholeFile;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.trace.EventsCsv;
import io.faultmesh.trace.FaultListWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of LeNet on the machine: recorded, replayed, and played on other memories. */
class MachineTraceTest {
  private static final String SCENARIO =
      """
      name: machine
      network: networks/lenet-fashion.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 2, calibration: {images: 8},
         preprocessing: {scale: 0.00392156862745098}}
      accelerator: {array: {rows: 16, columns: 16}, dram: {bytesPerCycle: %s}}
      faults: {ber: [1.0e-3], trials: 2, sites: [%s]}
      designs: [%s]
      measure: {trace: %s, accuracy: %s, images: true}
      """;

  private static final String CODED =
      "{preset: crt1, name: coded,"
          + " protect: [{secded: {on: [weight, activation, dram]}}, {range: {share: 0.9}}]}";

  @TempDir Path folder;

  private RunOptions options(String out, int threads) {
    List<Path> data = List.of(Path.of("scenarios"));
    return new RunOptions(folder.resolve(out), data, threads, 0, 16, false);
  }

  private Path scenario(String bandwidth, String sites, String designs, String trace, String engine)
      throws IOException {
    Path file = folder.resolve("scenario.yaml");
    return Files.writeString(file, SCENARIO.formatted(bandwidth, sites, designs, trace, engine));
  }

  private Path run(String out, int threads, Path scenario) {
    RunOptions options = options(out, threads);
    Simulation.run(ScenarioLoader.load(scenario, List.of()), folder, options);
    return options.out();
  }

  private static List<Path> files(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files.filter(Files::isRegularFile).map(run::relativize).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"faults", "memory", "full"})
  void recordingChangesNothingAndTheReplayIsEqual(String level) throws IOException {
    String designs = "base, {preset: cl, score: random}, " + CODED;
    Path plain = run("plain", 2, scenario("16", "activation, operand", designs, "none", "machine"));
    Path traced =
        run("traced", 1, scenario("16", "activation, operand", designs, level, "machine"));
    List<Path> names = files(plain);
    assertThat(names).contains(Path.of("histograms", "base-dram.hlog"));
    for (Path name : names) {
      if (!name.toString().matches("timing.json|scenario.yaml|.faultmesh|counts")) {
        assertThat(traced.resolve(name))
            .as(name.toString())
            .hasSameBinaryContentAs(plain.resolve(name));
      }
    }
    assertThat(Replay.again(traced.resolve(RunTrace.FILE), options("again", 2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{preset: crt2}", CODED})
  void bothEnginesTellTheSameFaults(String designs) throws IOException {
    String sites = "activation, accumulator, operand, product, weight, dram";
    Path fast = run("fast", 2, scenario("16", sites, designs, "faults", "fast"));
    Path machine = run("machine", 2, scenario("16", sites, designs, "faults", "machine"));
    Path fastList = folder.resolve("fast.csv");
    Path machineList = folder.resolve("machine.csv");
    FaultListWriter.write(fast.resolve(RunTrace.FILE), WholeFile.target(fastList, folder, false));
    FaultListWriter.write(
        machine.resolve(RunTrace.FILE), WholeFile.target(machineList, folder, false));
    List<String> told = Files.readAllLines(machineList).stream().sorted().toList();
    assertThat(told).hasSizeGreaterThan(1000);
    assertThat(told).isEqualTo(Files.readAllLines(fastList).stream().sorted().toList());
    // Faults that the machine told, on the fast engine.
    RunOptions options = options("other", 2);
    Path other = scenario("16", "input", designs, "none", "fast");
    Replay.on(machine.resolve(RunTrace.FILE), other, List.of(), Replay.Part.FAULTS, options);
    assertThat(options.out().resolve("images.csv"))
        .hasSameBinaryContentAs(fast.resolve("images.csv"));
  }

  @Test
  void tracesOfBothEnginesTellTheOutcomesThatAreCounted() throws IOException {
    String designs =
        "crt3, {preset: alg, score: random}, {name: coded, protect: [{secded: {on: [weight, dram]}},"
            + " {range: {share: 0.5}}]}";
    String sites = "activation, accumulator, product, weight, dram";
    Path fast = run("fast", 2, scenario("16", sites, designs, "faults", "fast"));
    Path machine = run("machine", 2, scenario("16", sites, designs, "faults", "machine"));
    Map<String, Long> told = outcomes(fast);
    assertThat(told).hasSizeGreaterThan(8).isEqualTo(outcomes(machine));
    Map<String, Long> counted = new TreeMap<>();
    List<String> lines = Files.readAllLines(fast.resolve("checks.csv"));
    List<String> heading = List.of(lines.get(0).split(","));
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = List.of(line.split(","));
      for (Outcome outcome : Outcome.counted()) {
        long words = Long.parseLong(fields.get(heading.indexOf(outcome.label())));
        String key =
            Stream.of("design", "layer", "site", "mechanism")
                .map(column -> fields.get(heading.indexOf(column)))
                .collect(Collectors.joining(" "));
        counted.merge(key + " " + outcome.label(), words, Long::sum);
      }
    }
    counted.values().removeIf(words -> words == 0);
    assertThat(told).isEqualTo(counted);
  }

  /** Words by design, layer, site, mechanism and outcome, as a trace's CSV export has them. */
  private Map<String, Long> outcomes(Path run) throws IOException {
    Path csv = run.resolveSibling(run.getFileName() + "-events.csv");
    EventsCsv.write(run.resolve(RunTrace.FILE), WholeFile.target(csv, folder, false));
    Map<String, Long> words = new TreeMap<>();
    for (String line : Files.readAllLines(csv)) {
      String[] fields = line.split(",", -1);
      if (line.contains(",check,")) {
        int last = fields.length - 1;
        String design = fields[0];
        String place = fields[last - 9] + " " + fields[last - 7];
        words.merge(
            design + " " + place + " " + fields[last - 1] + " " + fields[last], 1L, Long::sum);
      }
    }
    return words;
  }

  @Test
  void requestsOnTheRecordedMemoryGiveTheRecordedFiles() throws IOException {
    String designs =
        "base, crt3, {preset: arch, score: random}, {preset: alg, score: random},"
            + " {name: coded, protect: [{secded: {on: [dram], word: 32}}]}";
    Path scenario = scenario("16", "activation", designs, "memory", "none");
    Path run = run("run", 2, scenario);
    RunOptions options = options("same", 1);
    Replay.on(run.resolve(RunTrace.FILE), scenario, List.of(), Replay.Part.MEMORY, options);
    assertSameTimes(options.out(), run, "base", "crt3", "arch", "alg", "coded");
    assertThat(Files.readAllLines(options.out().resolve("memory.csv")))
        .allMatch(line -> line.startsWith("design,") || line.endsWith(","));
    assertThat(Files.readAllLines(options.out().resolve("overhead.csv")))
        .allMatch(line -> line.startsWith("design,") || line.endsWith(",0.0"));
  }

  private static void assertSameTimes(Path actual, Path expected, String... designs) {
    assertThat(actual.resolve("layers.csv")).hasSameBinaryContentAs(expected.resolve("layers.csv"));
    for (String design : designs) {
      for (String kind : List.of("dram", "fold", "image")) {
        Path file = Path.of("histograms", design + "-" + kind + ".hlog");
        assertThat(actual.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
      }
    }
  }

  @Test
  void halfTheBandwidthGivesWhatAWholeRunGives() throws IOException {
    String designs = "base, crt3, {name: coded, protect: [{parity: {on: [dram]}}]}";
    Path run = run("run", 2, scenario("16", "activation", designs, "memory", "none"));
    Path slow = scenario("8", "activation", designs, "none", "none");
    RunOptions options = options("replayed", 1);
    Replay.on(run.resolve(RunTrace.FILE), slow, List.of(), Replay.Part.MEMORY, options);
    assertSameTimes(options.out(), run("slow", 2, slow), "base", "crt3", "coded");
    assertThat(Files.readAllLines(options.out().resolve("memory.csv")))
        .hasSize(16)
        .allMatch(line -> line.startsWith("design,") || line.endsWith(","));
    assertThat(Files.readString(options.out().resolve("layers.csv")))
        .isNotEqualTo(Files.readString(run.resolve("layers.csv")));
  }

  @Test
  void timingThatFeedsBackIsNamed() throws IOException {
    String unit = "{preset: arch, score: random, dppu: {reuse: false}}";
    Path run = run("run", 2, scenario("16", "activation", unit, "memory", "none"));
    Path slow = scenario("8", "activation", unit, "none", "none");
    RunOptions options = options("replayed", 1);
    Replay.on(run.resolve(RunTrace.FILE), slow, List.of(), Replay.Part.MEMORY, options);
    assertThat(options.out().resolve("memory.csv"))
        .content()
        .contains("the dot-product unit reads DRAM");
  }

  @Test
  void plainRequestsArePlayedOnTheChannel() throws IOException {
    Path requests = folder.resolve("requests.csv");
    Files.writeString(requests, "0,0,R\n1,64,read\n2,0x80,W\n500,192,write\n");
    Path scenario = scenario("16", "activation", "base", "none", "none");
    RunOptions options = options("plain", 1);
    assertThat(Replay.part(requests)).isEqualTo(Replay.Part.MEMORY);
    String text = Replay.on(requests, scenario, List.of(), Replay.Part.MEMORY, options).text();
    // 4 cycles for 64 bytes each, a latency of 100; the second waits 3 cycles, the third 6.
    assertThat(text).contains("p99 110, max 110");
    assertThat(Files.readAllLines(options.out().resolve("memory.csv")).get(1))
        .isEqualTo("4,256,500,604,9");
    Files.writeString(requests, "7,0,R\n6,64,R\n");
    RunOptions other = options("other", 1);
    assertThatThrownBy(() -> Replay.on(requests, scenario, List.of(), Replay.Part.MEMORY, other))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("requests.csv:2: cycle 6 follows cycle 7");
  }
}
