package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Check sums of the shipped networks without faults, as the machine computes them. */
class ChecksumWithoutFaultsTest {
  private static final Path SCENARIOS = Path.of("scenarios");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"lenet-fashion", "transformer-fashion", "mobilenet-fashion"})
  void noTileOfAShippedNetworkIsFlagged(String name) throws IOException {
    assertNoAlarm(name, List.of());
  }

  @Test
  void noTileOfALargerNetworkIsFlagged() throws IOException {
    Path data = DataFolder.with("networks/resnet20-cifar10.onnx", "data/cifar10/test.bin");
    assertNoAlarm("resnet20-cifar10", List.of(data));
  }

  private void assertNoAlarm(String name, List<Path> data) throws IOException {
    Scenario scenario =
        ScenarioLoader.load(
            SCENARIOS.resolve(name + ".yaml"),
            List.of(
                "dataset.images=1",
                "faults={ber: [1.0e-15, 1.0e-5], trials: 1, sites: [accumulator, weight]}",
                "designs=[base, {name: abft, protect: [{checksum: {detected: repeat}}]}]",
                "measure={accuracy: machine, cycles: none}"));
    RunOptions options = new RunOptions(folder.resolve("run"), data, 1, 0, 1, false);
    Simulation.run(scenario, SCENARIOS, options);
    List<String> lines = Files.readAllLines(folder.resolve("run/checks.csv"));
    // The same tiles are looked at where something is struck.
    assertThat(lines).hasSizeGreaterThan(1);
    assertThat(lines.stream().skip(1)).noneMatch(line -> line.contains("1.0E-15"));
  }
}
