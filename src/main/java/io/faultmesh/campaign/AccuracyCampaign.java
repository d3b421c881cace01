package io.faultmesh.campaign;

import io.faultmesh.campaign.AccuracyMeasurement.Cell;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.files.RunFolder;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.replay.Origin;
import io.faultmesh.report.AccuracyFiles;
import io.faultmesh.scenario.MeasureSettings.Accuracy;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.util.List;
import java.util.function.Consumer;

/** Strikes all test images on the engine that the scenario names, and counts. */
public final class AccuracyCampaign {
  private final Scenario scenario;
  private final RunOptions options;
  private final Preparation prepared;
  private final AccuracyMeasurement accuracy;

  public AccuracyCampaign(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> designs,
      Origin origin) {
    this.scenario = scenario;
    this.options = options;
    this.prepared = prepared;
    this.accuracy = new AccuracyMeasurement(designs, prepared, origin.faults());
  }

  /**
   * Runs the campaign and writes its files.
   *
   * @param actors the machine's; null where the scenario has no use for the machine
   */
  public AccuracyMeasurement run(
      RunFolder folder, ActorMachine actors, Timing timing, RunTrace trace) {
    TestImages images = prepared.images();
    Accuracy engine = scenario.measure().accuracy();
    try (AccuracyFiles files =
            new AccuracyFiles(folder, scenario.measure().images(), images.isLabelled());
        Progress progress = Progress.of(options.progress(), scenario.name(), images.count())) {
      Consumer<Batch> counted =
          batch -> {
            accuracy.add(batch, files::image);
            progress.step(batch.labels().length);
          };
      if (engine == Accuracy.NONE) {
        return accuracy;
      }
      trace.begin(accuracy.runs(), engine == Accuracy.MACHINE);
      if (engine == Accuracy.FAST) {
        fast(counted.andThen(trace::add), trace.isOn(), timing);
      } else {
        machine(actors, counted, trace);
      }
      for (Cell cell : accuracy.cells()) {
        files.trials(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        files.classes(cell.protection(), cell.plan(), cell.tally());
        files.flips(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        files.checks(cell.protection(), cell.plan(), cell.tally());
      }
    }
    Timing.Phase phase = timing.end("accuracy");
    int networks = prepared.quantised().size();
    timing.inferred(phase, (long) images.count() * (networks + accuracy.runs().size()));
    if (engine == Accuracy.MACHINE) {
      timing.simulated(phase, actors.simulatedCycles());
    }
    return accuracy;
  }

  private void fast(Consumer<Batch> results, boolean keepsFlips, Timing timing) {
    List<IntegerNetwork> networks = List.copyOf(prepared.quantised().values());
    try (Campaign campaign =
        new Campaign(
            networks,
            accuracy.runs(),
            prepared.images(),
            options.threads(),
            options.batch(),
            options.fastest(),
            keepsFlips)) {
      timing.kernels(campaign.kernels());
      campaign.execute(results);
    }
  }

  private void machine(ActorMachine actors, Consumer<Batch> results, RunTrace trace) {
    List<Protection> bare = prepared.quantised().values().stream().map(prepared::bare).toList();
    new MachineCampaign(scenario.accelerator(), bare, accuracy.runs(), prepared.images(), trace)
        .execute(actors, results);
  }
}
