package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.GeneratedMachine;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.result.ImageResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both engines give the same logits and the same flips, for all designs. */
class MachineEqualsFastEngineTest {
  private static final String SCENARIO =
      """
      name: equality
      network: networks/lenet-fashion.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 1, calibration: {images: 8},
         preprocessing: {scale: 0.00392156862745098}}
      accelerator: {array: {dataflow: %s, rows: %d, columns: %d}, dppu: {reuse: %s}}
      faults: {ber: [%s], trials: 1, sites: [%s]}
      designs: [base, crt2, {preset: arch, score: random}, {preset: alg, score: random, important: 0.3},
                {preset: cl, score: random, quantisation: {requantisation: power-of-two}},
                {preset: crt1, name: hyca, dppu: {multipliers: 64, repair: true}},
                {name: coded, protect: [{secded: {on: [weight, input, activation, dram], word: 32}}]},
                {preset: crt1, name: bounded, protect: [{range: {share: 0.8}}, {range: {on: result}}]}]
      measure: {cycles: none}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "output-stationary, 32, 32, true, 1e-3, activation",
    "output-stationary, 32, 32, true, 1e-3, 'operand, dram, accumulator'",
    "output-stationary, 16, 8, false, 1e-4, 'operand, weight, input, product, partial-sum'",
    "output-stationary, 32, 32, true, 1e-4, 'pe, operand'",
    "weight-stationary, 32, 32, true, 1e-3, 'operand, accumulator, activation'",
    "weight-stationary, 32, 32, true, 1e-4, 'product, partial-sum, weight'",
    "weight-stationary, 8, 16, false, 1e-3, 'pe, operand'",
    "input-stationary, 32, 32, true, 1e-3, 'operand, input, activation'",
    "input-stationary, 32, 32, true, 1e-4, 'product, partial-sum, dram'",
    "input-stationary, 16, 16, true, 1e-4, 'pe, operand, accumulator'",
  })
  void sameLogitsAndFlips(
      String dataflow, int rows, int columns, boolean reuse, String ber, String sites)
      throws IOException {
    String yaml = SCENARIO.formatted(dataflow, rows, columns, reuse, ber, sites);
    List<ImageResult> looped = new ArrayList<>();
    EngineComparison.compare(
        yaml, folder, List.of(Path.of("scenarios")), machine -> keep(looped, machine));
    assertThat(looped).hasSize(8);
    try (ActorMachine actors = new ActorMachine(2, 100)) {
      EngineComparison.compare(
          yaml,
          folder,
          List.of(Path.of("scenarios")),
          machine -> {
            ImageResult acted = actors.run(machine);
            GeneratedMachine.assertSame("actors and loop", acted, looped.remove(0));
            return acted;
          });
    }
  }

  private static ImageResult keep(List<ImageResult> results, Machine machine) {
    results.add(LoopMachine.run(machine));
    return results.get(results.size() - 1);
  }
}
