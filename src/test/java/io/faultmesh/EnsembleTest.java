package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.report.DesignResult;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several networks, one after the other, on one accelerator. */
class EnsembleTest {
  private static final String LENET =
      """
      name: ensemble
      network: networks/lenet-fashion.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 40, calibration: {images: 8},
         preprocessing: {scale: 0.00392156862745098}}
      faults: {ber: [1e-4], trials: 2, sites: [weight]}
      measure: {cycles: machine}
      designs:
        - base
        - {name: twins, members: [networks/lenet-fashion.onnx, networks/lenet-fashion.onnx], combine: %s%s}
      """;

  @TempDir Path folder;

  private List<DesignResult> run(String yaml, Path data) throws IOException {
    Path file = Files.writeString(folder.resolve("ensemble.yaml"), yaml);
    RunOptions options = new RunOptions(folder.resolve("out"), List.of(data), 1, 0, 100, false);
    var scenario = ScenarioLoader.load(file, List.of());
    return Simulation.run(scenario, folder, options).summary().results();
  }

  @ParameterizedTest
  @ValueSource(strings = {"majority", "sum", "median"})
  void equalMembersAnswerAsOneAndCostTwice(String combine) throws IOException {
    List<DesignResult> designs = run(LENET.formatted(combine, ""), Path.of("scenarios"));
    DesignResult one = designs.get(0);
    DesignResult twins = designs.get(1);

    assertThat(accuracy(twins)).isEqualTo(accuracy(one));
    assertThat(twins.areaUm2()).isEqualTo(one.areaUm2());
    assertThat((double) twins.cyclesPerImage() / one.cyclesPerImage()).isCloseTo(2, within(0.02));
    assertThat(twins.energyPjPerImage() / one.energyPjPerImage()).isCloseTo(2, within(0.02));
    assertThat((double) twins.dramBytesPerImage() / one.dramBytesPerImage())
        .isCloseTo(2, within(0.02));
  }

  @ParameterizedTest
  @ValueSource(strings = {", important: 0.1", ", important: 0.1, score: taylor"})
  void gradientsOfMembersAreRefused(String keys) {
    assertThatThrownBy(() -> run(LENET.formatted("sum", keys), Path.of("scenarios")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("weight-l1 or random");
  }

  private static double accuracy(DesignResult design) {
    return design.goldenAccuracy();
  }

  /** With {@code -Dfaultmesh.full=true} all 5,000 images. */
  private static final int IMAGES = Boolean.getBoolean("faultmesh.full") ? 5000 : 1000;

  private static final String RESNETS =
      """
      name: resnets
      network: networks/resnet20-cifar10.onnx
      dataset:
        {format: cifar10, path: data/cifar10/test.bin, images: %d,
         calibration: {path: data/cifar10/calibration.bin, images: 256},
         preprocessing: {scale: 0.00392156862745098, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}
      faults: {ber: [1e-9], trials: 1, sites: [weight]}
      measure: {cycles: none}
      designs:
        - base
        - {name: 32, members: [networks/resnet32-cifar10.onnx, networks/resnet32-cifar10.onnx]}
        - {name: 44, members: [networks/resnet44-cifar10.onnx, networks/resnet44-cifar10.onnx]}
        - {name: three, combine: sum,
           members: [networks/resnet44-cifar10.onnx, networks/resnet32-cifar10.onnx, networks/resnet20-cifar10.onnx]}
      """;

  @Test
  void threeResNetsAreRightMoreOftenThanAnyOfThem() throws IOException {
    Path data =
        DataFolder.with(
            "networks/resnet20-cifar10.onnx",
            "networks/resnet32-cifar10.onnx",
            "networks/resnet44-cifar10.onnx",
            "data/cifar10/test.bin");
    List<Double> accuracies =
        run(RESNETS.formatted(IMAGES), data).stream().map(EnsembleTest::accuracy).toList();

    assertThat(accuracies.subList(0, 3))
        .allSatisfy(one -> assertThat(one).isLessThan(accuracies.get(3)));
  }
}
