package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs all images and designs of a scenario on both engines and holds them against each other. */
final class EngineComparison {
  private final Scenario scenario;
  private final Function<Machine, ImageResult> driver;

  private EngineComparison(Scenario scenario, Function<Machine, ImageResult> driver) {
    this.scenario = scenario;
    this.driver = driver;
  }

  /**
   * Compares logits and flips, trial 0.
   *
   * @param folder where the scenario may be written
   * @param data folders with what it names
   */
  static void compare(
      String yaml, Path folder, List<Path> data, Function<Machine, ImageResult> driver)
      throws IOException {
    Path file = folder.resolve("scenario.yaml");
    Files.writeString(file, yaml);
    Scenario scenario = ScenarioLoader.load(file, List.of());
    try (Inputs inputs = Inputs.open(scenario, new FileLookup(folder, data), Optional.empty())) {
      new EngineComparison(scenario, driver).compare(inputs.calibrate(2));
    }
  }

  private void compare(Preparation prepared) {
    List<Campaign.Run> runs = new ArrayList<>();
    for (Protection protection : prepared.protections()) {
      for (Ber ber : scenario.faults().points()) {
        runs.add(new Campaign.Run(protection, new FaultPlan(scenario.faults(), ber, null), 0));
      }
    }
    TestImages images = prepared.images();
    try (Campaign campaign = new Campaign(prepared.quantised(), runs, images, 1, 1)) {
      campaign.execute(
          batch -> {
            for (int r = 0; r < runs.size(); r++) {
              compare(images, batch.firstIndex(), runs.get(r), batch.logits()[r], batch.flips()[r]);
            }
          });
    }
  }

  private void compare(
      TestImages images, int index, Campaign.Run run, byte[][] logits, FlipTally[] flips) {
    Protection design = run.protection();
    byte[] pixels = TestImages.quantise(images.test(index), design.network(), index);
    FlipTally tally = new FlipTally(design.layers().size());
    DesignFaults faults = new DesignFaults(run.plan(), run.trial(), design, tally);
    ImageResult result =
        driver.apply(Machine.of(design, scenario.accelerator(), faults, index, pixels));
    String what = design.name() + " at " + run.plan().ber() + " on " + scenario.faults().sites();
    assertThat(result.logits()).as(what).isEqualTo(logits[0]);
    assertThat(tally.total()).as(what).isEqualTo(flips[0].total());
    for (FaultSite site : FaultSite.values()) {
      for (int layer = 0; layer < design.layers().size(); layer++) {
        for (int bit = 0; bit < site.bitsPerValue() && site != FaultSite.PE; bit++) {
          assertThat(tally.flips(site, layer, bit))
              .as("%s: %s, layer %d, bit %d", what, site, layer, bit)
              .isEqualTo(flips[0].flips(site, layer, bit));
          assertThat(tally.residual(site, layer, bit))
              .as("%s: left at %s, layer %d, bit %d", what, site, layer, bit)
              .isEqualTo(flips[0].residual(site, layer, bit));
        }
      }
    }
    assertThat(tally.guards()).as(what).isEqualTo(flips[0].guards());
    for (Cells guard : tally.guards()) {
      for (int layer = 0; layer < design.layers().size(); layer++) {
        for (Outcome outcome : Outcome.values()) {
          assertThat(tally.words(guard, layer, outcome))
              .as("%s: %s, layer %d, %s", what, guard, layer, outcome)
              .isEqualTo(flips[0].words(guard, layer, outcome));
        }
      }
    }
  }
}
