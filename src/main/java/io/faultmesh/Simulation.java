package io.faultmesh;

import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.CycleFiles;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignsCsv;
import io.faultmesh.report.Findings;
import io.faultmesh.report.Json;
import io.faultmesh.report.RunFolder;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FileLookup;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.List;

/** A run: prepare, calibrate, protect, strike, measure, report. */
public final class Simulation {
  private static final long MAX_RUNS = 100_000;

  private final Scenario scenario;
  private final RunOptions options;
  private final Timing timing = new Timing();

  private Simulation(Scenario scenario, RunOptions options) {
    this.scenario = scenario;
    this.options = options;
  }

  /**
   * Runs a scenario and writes its run folder.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws BadInputException if anything that the scenario names cannot be used
   * @throws io.faultmesh.machine.MachineException if a component of the machine fails
   */
  public static Findings run(Scenario scenario, Path besides, RunOptions options) {
    FileLookup files = new FileLookup(besides, options.data());
    return new Simulation(scenario, options).run(files);
  }

  private Findings run(FileLookup files) {
    checkBuilt();
    checkSize();
    try (RunFolder folder = RunFolder.create(options.out());
        Preparation prepared = Preparation.open(scenario, files, options.out());
        ActorMachine actors = actors()) {
      timing.end("load");
      prepared.calibrate();
      timing.end("calibrate");
      List<Protection> designs = prepared.protections();
      timing.end("score");
      Findings findings = measure(prepared, designs, folder, actors);
      write(folder, prepared, findings);
      folder.complete();
      return findings;
    }
  }

  /** The whole schema is accepted; what no code stands behind yet says so. */
  private void checkBuilt() {
    if (scenario.measure().trace() != MeasureSettings.Trace.NONE) {
      throw new BadInputException("measure.trace is not built yet; none is");
    }
  }

  private void checkSize() {
    FaultSettings faults = scenario.faults();
    long runs = (long) scenario.designs().size() * faults.ber().size() * faults.trials();
    if (runs > MAX_RUNS) {
      throw new BadInputException(
          "designs x ber x trials is " + runs + "; at most " + MAX_RUNS + " fit in one run");
    }
  }

  /** The machine's actors, one system for the whole run; null if nothing is to run on them. */
  private ActorMachine actors() {
    MeasureSettings measure = scenario.measure();
    return measure.accuracy() == MeasureSettings.Accuracy.MACHINE
            || measure.cycles() == MeasureSettings.Cycles.MACHINE
        ? new ActorMachine(options.threads(), options.throughput())
        : null;
  }

  private Findings measure(
      Preparation prepared, List<Protection> designs, RunFolder folder, ActorMachine actors) {
    Double floatAccuracy = null;
    if (scenario.measure().floatAccuracy()) {
      floatAccuracy =
          FloatMeasurement.accuracy(prepared.networkFile(), prepared.network(), prepared.images());
      timing.end("float");
    }
    AccuracyMeasurement accuracy =
        new AccuracyCampaign(scenario, options, prepared, designs).run(folder, actors, timing);
    List<DesignCycles> cycles = List.of();
    if (scenario.measure().cycles() == MeasureSettings.Cycles.MACHINE) {
      cycles =
          new CycleMeasurement(
                  scenario.accelerator(),
                  prepared.energies(),
                  prepared.images(),
                  scenario.measure().cycleImages())
              .run(prepared.bare(prepared.golden()), designs, accuracy.runs(), actors);
      CycleFiles.write(folder, cycles);
      timing.simulated(timing.end("cycles"), actors.simulatedCycles());
    }
    return Summaries.of(scenario.name(), prepared, designs, floatAccuracy, accuracy, cycles);
  }

  private void write(RunFolder folder, Preparation prepared, Findings findings) {
    folder.write("scenario.yaml", ScenarioLoader.write(scenario));
    folder.write("summary.json", Json.write(findings.summary()));
    folder.write("designs.csv", DesignsCsv.of(findings.summary()));
    folder.write("quantisation.json", Json.write(prepared.quantisationFiles()));
    prepared.scores().save(folder::stream);
    timing.end("report");
    folder.write("timing.json", Json.write(timing.asMap()));
  }
}
