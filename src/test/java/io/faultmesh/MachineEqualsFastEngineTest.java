package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.Message;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.FileLookup;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
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
                {preset: cl, score: random, quantisation: {requantisation: power-of-two}}]
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
    Path file = folder.resolve("scenario.yaml");
    Files.writeString(file, SCENARIO.formatted(dataflow, rows, columns, reuse, ber, sites));
    Scenario scenario = ScenarioLoader.load(file, List.of());
    FileLookup files = new FileLookup(folder, List.of(Path.of("scenarios")));
    try (Preparation prepared = Preparation.open(scenario, files, folder.resolve("none"));
        ActorMachine actors = new ActorMachine(2, 100)) {
      prepared.calibrate();
      FaultPlan plan = new FaultPlan(scenario.faults(), scenario.faults().ber().get(0));
      List<Campaign.Run> runs = new ArrayList<>();
      for (Protection protection : prepared.protections()) {
        runs.add(new Campaign.Run(protection, plan, 0));
      }
      TestImages images = prepared.images();
      try (Campaign campaign =
          new Campaign(List.copyOf(prepared.quantised().values()), runs, images, 1, 1)) {
        campaign.execute(
            batch -> {
              for (int r = 0; r < runs.size(); r++) {
                compare(scenario, images, batch, r, runs.get(r), actors);
              }
            });
      }
    }
  }

  private static void compare(
      Scenario scenario,
      TestImages images,
      Campaign.Batch batch,
      int r,
      Campaign.Run run,
      ActorMachine actors) {
    int index = batch.firstIndex();
    byte[] pixels = TestImages.quantise(images.test(index), run.protection().network(), index);
    FlipTally tally = new FlipTally(run.protection().layers().size());
    DesignFaults faults = new DesignFaults(run.plan(), 0, run.protection(), tally);
    Message.ImageResult loop =
        LoopMachine.run(
            Machine.of(run.protection(), scenario.accelerator(), faults, index, pixels));
    DesignFaults again =
        new DesignFaults(
            run.plan(), 0, run.protection(), new FlipTally(run.protection().layers().size()));
    Message.ImageResult acted =
        actors.run(Machine.of(run.protection(), scenario.accelerator(), again, index, pixels));
    String design = run.protection().name();
    assertThat(loop.logits()).as(design).isEqualTo(batch.logits()[r][0]);
    assertThat(acted.logits()).as(design).isEqualTo(loop.logits());
    assertThat(acted.layers()).as(design).isEqualTo(loop.layers());
    assertThat(acted.latencies().histograms()).as(design).isEqualTo(loop.latencies().histograms());
    FlipTally fast = batch.flips()[r][0];
    assertThat(tally.total()).as(design).isEqualTo(fast.total());
    for (FaultSite site : FaultSite.values()) {
      for (int layer = 0; layer < run.protection().layers().size(); layer++) {
        for (int bit = 0; bit < site.bitsPerValue() && site != FaultSite.PE; bit++) {
          assertThat(tally.flips(site, layer, bit))
              .as("%s %s layer %d bit %d", design, site, layer, bit)
              .isEqualTo(fast.flips(site, layer, bit));
        }
      }
    }
  }
}
