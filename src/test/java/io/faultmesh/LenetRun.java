package io.faultmesh;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.report.Findings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs of {@code scenarios/lenet-fashion.yaml} with other settings, and what they leave. */
public record LenetRun(Findings findings, Path folder) {
  private static final String DESIGNS =
      "designs=[base, crt1, crt2, crt3, {preset: arch, score: random}, {preset: alg, score: random},"
          + " {preset: cl, score: random, quantisation: {requantisation: power-of-two}}]";

  /** Where the scenario's files lie. */
  public static final Path BESIDES = Path.of("scenarios");

  /** All seven designs on few images; settings come on top. */
  public static LenetRun of(Path folder, int threads, int throughput, String... settings) {
    Scenario scenario = scenario(settings);
    RunOptions options = new RunOptions(folder, List.of(), threads, 0, throughput, false);
    return new LenetRun(Simulation.run(scenario, BESIDES, options), folder);
  }

  /** All seven designs on few images, with settings on top. */
  public static Scenario scenario(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(DESIGNS, "dataset.calibration.images=8", "dataset.images=6", "measure={}"));
    all.addAll(List.of(settings));
    return ScenarioLoader.load(BESIDES.resolve("lenet-fashion.yaml"), all);
  }

  public String text(String name) {
    return files().get(name);
  }

  /** Every file that runs with equal results must have equal, by name. */
  public Map<String, String> files() {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.equals("timing.json") && !name.equals(".faultmesh")) {
          texts.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
