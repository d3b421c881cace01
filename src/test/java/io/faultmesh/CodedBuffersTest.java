package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.report.DesignResult;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voted results do not help where stored operands are struck, too; a code on the buffers does. */
class CodedBuffersTest {
  private static final String DESIGNS =
      "designs=[base, crt3, {preset: crt3, name: coded, protect: [{secded: {on: [weight, input]}}]}]";

  private static final String MACHINE =
      """
      name: coded-buffers
      network: networks/lenet-fashion.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 3, calibration: {images: 8},
         preprocessing: {scale: 0.00392156862745098}}
      faults: {ber: [2.0e-3], trials: 1, sites: [weight, input, activation]}
      designs: [crt3, {preset: crt3, name: coded, protect: [{secded: {on: [weight, input]}}]}]
      measure: {cycles: none}
      """;

  @TempDir private Path folder;

  private Map<String, DesignResult> run(String file, List<Path> data, String rate, int images) {
    Path path = Path.of("scenarios", file);
    Scenario scenario =
        ScenarioLoader.load(
            path,
            List.of(
                "dataset.images=" + images,
                "faults={ber: [" + rate + "], trials: 3, sites: [weight, input, activation]}",
                DESIGNS,
                "measure={cycles: none}"));
    RunOptions options = new RunOptions(folder.resolve("run"), data, 1, 0, 1, false);
    return Simulation.run(scenario, path.getParent(), options).summary().results().stream()
        .collect(Collectors.toMap(DesignResult::design, Function.identity()));
  }

  private static double lost(DesignResult result) {
    return 100 * result.drop().mean();
  }

  @Test
  void lenetLosesLittleBehindACode() {
    Map<String, DesignResult> results = run("lenet-fashion.yaml", List.of(), "1.0e-3", 300);
    assertThat(lost(results.get("crt3"))).isGreaterThan(10);
    assertThat(lost(results.get("base"))).isGreaterThan(lost(results.get("crt3")));
    assertThat(lost(results.get("coded"))).isLessThan(1);
    assertThat(results.get("coded").checkedWords()).containsKey("miscorrected");
  }

  @Test
  void resnet20LosesLittleBehindACode() {
    Path data = DataFolder.with("networks/resnet20-cifar10.onnx", "data/cifar10/test.bin");
    Map<String, DesignResult> results = run("resnet20-cifar10.yaml", List.of(data), "4.0e-4", 150);
    // On 1,000 images in 10 trials: 16.8, 8.4 and 0.2 points.
    assertThat(lost(results.get("crt3"))).isBetween(4.0, 13.0);
    assertThat(lost(results.get("coded"))).isLessThan(2);
  }

  @Test
  void bothEnginesAgree() throws IOException {
    EngineComparison.compare(MACHINE, folder, List.of(Path.of("scenarios")), LoopMachine::run);
  }
}
