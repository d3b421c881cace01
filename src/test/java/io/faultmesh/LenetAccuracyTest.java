package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.report.Summary;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped LeNet keeps its accuracy in eight bits, as its scenario quantises it. */
class LenetAccuracyTest {
  private static final int IMAGES = 2000;
  private static final Path SCENARIO = Path.of("scenarios", "lenet-fashion.yaml");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"multiplier", "power-of-two"})
  void eightBitsLoseLessThanHalfAPointAgainstFloats(String requantisation) {
    Scenario scenario =
        ScenarioLoader.load(
            SCENARIO,
            List.of(
                "dataset.images=" + IMAGES,
                "quantisation.requantisation=" + requantisation,
                "faults={}",
                "designs=[base]",
                "measure={float: true, cycles: none}"));
    RunOptions options = new RunOptions(folder.resolve("run"), List.of(), 1, 0, 1, false);
    Summary summary = Simulation.run(scenario, SCENARIO.getParent(), options).summary();
    assertThat(summary.images()).isEqualTo(IMAGES);
    // What it was trained to; a network that guesses would be as far from its floats.
    assertThat(summary.floatAccuracy()).isGreaterThan(0.88);
    assertThat(summary.goldenAccuracy()).isCloseTo(summary.floatAccuracy(), within(0.005));
  }
}
