package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.report.Summary;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped transformer and MobileNet. */
class FashionNetworksTest {
  private static final int IMAGES = 1_000;
  private static final Path SCENARIOS = Path.of("scenarios");
  private static final String STRUCK =
      """
      name: equality
      network: networks/%s.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 1, calibration: {images: 8},
         preprocessing: {scale: 0.00392156862745098}}
      accelerator: {array: {rows: 16, columns: 16}}
      faults:
        ber: [1e-4]
        trials: 1
        sites: [dram, weight, input, operand, product, partial-sum, accumulator, activation, sum, table, bias, scale]
      designs: [base, {name: abft, protect: [{checksum: {detected: pass}}]}]
      measure: {cycles: none}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"transformer-fashion", "mobilenet-fashion"})
  void eightBitsLoseLessThanTwoPointsAgainstFloats(String name) {
    Scenario scenario =
        ScenarioLoader.load(
            SCENARIOS.resolve(name + ".yaml"),
            List.of(
                "dataset.images=" + IMAGES,
                "faults={}",
                "designs=[base]",
                "measure={float: true, cycles: none}"));
    RunOptions options = new RunOptions(folder.resolve("run"), List.of(), 1, 0, 1, false);
    Summary summary = Simulation.run(scenario, SCENARIOS, options).summary();
    assertThat(summary.images()).isEqualTo(IMAGES);
    // A network that guesses would be as far from its floats.
    assertThat(summary.floatAccuracy()).isGreaterThan(0.7);
    assertThat(summary.goldenAccuracy()).isCloseTo(summary.floatAccuracy(), within(0.02));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformer-fashion", "mobilenet-fashion"})
  void bothEnginesMeetTheSameFaultsAtEverySite(String name) throws IOException {
    EngineComparison.compare(STRUCK.formatted(name), folder, List.of(SCENARIOS), LoopMachine::run);
  }
}
