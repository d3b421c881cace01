package io.faultmesh;

import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.oracle.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The equality of both engines over the whole matrix of designs, sites and dataflows, which takes
 * minutes: {@code mvn test -Dfaultmesh.full=true -Dtest=FullEqualityTest}.
 */
@EnabledIfSystemProperty(named = "faultmesh.full", matches = "true")
class FullEqualityTest {
  private static final List<String> SITES =
      List.of(
          "activation",
          "accumulator",
          "operand",
          "weight",
          "input",
          "dram",
          "product",
          "partial-sum",
          "pe");
  private static final List<String> FLOWS =
      List.of("output-stationary", "weight-stationary", "input-stationary");
  private static final List<String> RATES = List.of("1e-4", "1e-3");
  private static final List<String> DESIGNS =
      List.of(
          "base",
          "crt1",
          "crt2",
          "crt3",
          "{preset: arch, score: random}",
          "{preset: alg, score: random}",
          "{preset: cl, score: random, quantisation: {requantisation: power-of-two}}",
          "{name: coded, protect: [{secded: {on: [weight, input, activation, dram]}}]}",
          "{name: all, preset: cl, score: random, protect: [{range: {on: result, bounds: layer}},"
              + " {secded: {on: [activation, dram], word: 16, code: hamming, detected: zero}},"
              + " {range: {outside: zero}}]}");
  private static final String REPAIR = "{name: hyca, dppu: {multipliers: 256, repair: true}}";

  private static final String LENET =
      """
      name: equality
      network: networks/lenet-fashion.onnx
      dataset: {format: idx, path: data/fashion-mnist, images: 1, calibration: {images: 8},
                preprocessing: {scale: 0.00392156862745098}}
      """;
  private static final String RESNET20 =
      """
      name: equality
      network: networks/resnet20-cifar10.onnx
      dataset: {format: cifar10, path: data/cifar10/test.bin, images: 1, calibration: {images: 8},
                preprocessing: {scale: 0.00392156862745098, mean: [0.485, 0.456, 0.406],
                                std: [0.229, 0.224, 0.225]}}
      """;
  private static final String RESNET50 =
      """
      name: equality
      network: networks/resnet50-imagenet.onnx
      dataset: {format: images, path: data/imagenet/test, images: 1, calibration: {images: 4},
                preprocessing: {crop: 224, order: bgr, mean: [103.939, 116.779, 123.68]}}
      """;
  private static final String MACHINE =
      """
      accelerator: {array: {dataflow: %s}}
      faults: {ber: [%s], trials: 1, sites: [%s]}
      designs: [%s]
      measure: {cycles: none}
      """;

  private static ActorMachine actors;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    actors = new ActorMachine(2, 256);
  }

  @AfterAll
  static void stop() {
    actors.close();
  }

  private void compare(
      String network, Path data, String flow, String rate, String sites, String designs)
      throws IOException {
    String yaml = network + MACHINE.formatted(flow, rate, sites, designs);
    EngineComparison.compare(yaml, folder, List.of(data), actors::run);
  }

  @Test
  void lenetUnderEveryDesignSiteDataflowAndRate() throws IOException {
    String designs = String.join(", ", DESIGNS) + ", " + REPAIR;
    for (String site : SITES) {
      for (String flow : FLOWS) {
        compare(LENET, Path.of("scenarios"), flow, String.join(", ", RATES), site, designs);
      }
    }
  }

  /** Every pair of design, site, dataflow and rate meets: a dataflow and a rate for each cell. */
  @Test
  void resnet20UnderEveryPair() throws IOException {
    Path data = DataFolder.with("networks/resnet20-cifar10.onnx", "data/cifar10/test.bin");
    Map<List<String>, List<String>> rows = new LinkedHashMap<>();
    for (int s = 0; s < SITES.size(); s++) {
      for (int d = 0; d < DESIGNS.size(); d++) {
        String flow = FLOWS.get((s + d) % FLOWS.size());
        String rate = RATES.get((s + d / FLOWS.size()) % RATES.size());
        rows.computeIfAbsent(List.of(flow, rate, SITES.get(s)), key -> new ArrayList<>())
            .add(DESIGNS.get(d));
      }
    }
    for (Map.Entry<List<String>, List<String>> row : rows.entrySet()) {
      List<String> key = row.getKey();
      String designs = String.join(", ", row.getValue());
      compare(RESNET20, data, key.get(0), key.get(1), key.get(2), designs);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "output-stationary, 'activation, accumulator, operand, dram, pe'",
    "weight-stationary, 'activation, accumulator, operand, dram'",
    "input-stationary, 'activation, accumulator, operand, dram'",
  })
  void resnet50UnderSeveralSitesAtOnce(String flow, String sites) throws IOException {
    Path data = DataFolder.with("networks/resnet50-imagenet.onnx", "data/imagenet/test/labels.csv");
    String designs = DESIGNS.get(0) + ", " + DESIGNS.get(DESIGNS.size() - 1);
    compare(RESNET50, data, flow, "1e-4", sites, designs);
    String inner = "activation, weight, input, product, partial-sum";
    compare(RESNET50, data, flow, "1e-7", inner, designs);
  }
}
