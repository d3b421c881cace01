package io.faultmesh.optimize;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Searches on a small network, and their tables. */
final class Tuning {
  static final Path SCENARIOS = Path.of("scenarios");
  private static final String TEXT =
      """
      name: tune
      network: networks/lenet-fashion.onnx
      dataset:
        format: idx
        path: data/fashion-mnist
        images: 80
        calibration: {images: 16}
        preprocessing: {scale: 0.00392156862745098}
      faults: {ber: [3.0e-3], trials: 3}
      optimise:
        design: {preset: cl, score: weight-l1}
        limits: {accuracyLoss: 0.15}
        important: {low: 0.0, high: 0.3, step: 0.05}
        policies: [per-fold, global]
        ordinaryBits: [0, 1, 2]
        importantBits: [2, 8]
        multipliers: [32, 64, 128]
        truncations: [[], [9]]
        validation: {first: 80, images: 80, trials: 3}
      """;

  private Tuning() {}

  static Scenario scenario(String... settings) {
    return ScenarioLoader.parse("tune.yaml", TEXT, List.of(settings));
  }

  static Optimum run(Path out, int budget, Consumer<Optimum.Row> progress, String... settings) {
    RunOptions options = new RunOptions(out, List.of(), 2, 0, 1, false);
    return Optimiser.run(scenario(settings), SCENARIOS, options, budget, progress);
  }

  /** The lines of a table, by column. */
  static List<Map<String, String>> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] header = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Map<String, String> row = new TreeMap<>();
      String[] fields = line.split(",", -1);
      for (int i = 0; i < header.length; i++) {
        row.put(header[i], fields[i]);
      }
      rows.add(row);
    }
    return rows;
  }
}
