package io.faultmesh;

import io.faultmesh.campaign.AccuracyCampaign;
import io.faultmesh.campaign.CountsWriter;
import io.faultmesh.campaign.CycleMeasurement;
import io.faultmesh.campaign.EarlierRun;
import io.faultmesh.campaign.FloatMeasurement;
import io.faultmesh.campaign.MachineUnits;
import io.faultmesh.campaign.Rounds;
import io.faultmesh.campaign.RunTrace;
import io.faultmesh.campaign.Summaries;
import io.faultmesh.campaign.Timing;
import io.faultmesh.campaign.shard.ShardSet;
import io.faultmesh.campaign.single.SingleFaults;
import io.faultmesh.campaign.single.SingleUnits;
import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.AccuracyMeasurement.Cell;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.WorkArea;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.protection.Protection;
import io.faultmesh.replay.Origin;
import io.faultmesh.replay.Overhead;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.Findings;
import io.faultmesh.report.Json;
import io.faultmesh.report.Summary;
import io.faultmesh.report.csv.CycleFiles;
import io.faultmesh.report.csv.DesignsCsv;
import io.faultmesh.report.csv.RatesCsv;
import io.faultmesh.report.csv.TrialsFile;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Note;
import io.faultmesh.text.Progress;
import io.faultmesh.timing.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A run: prepare, calibrate, protect, strike, measure, report. */
public final class Simulation {
  private static final long MAX_RUNS = 100_000;

  private final Scenario scenario;
  private final RunOptions options;
  private final Origin origin;
  private final Timing timing;

  /** The units of a run that was split; null to compute them. */
  private final ShardSet shards;

  private Simulation(Scenario scenario, RunOptions options, Origin origin, ShardSet shards) {
    this.shards = shards;
    timing = shards == null ? new Timing() : Timing.fromHere();
    this.scenario = scenario;
    this.options = options;
    this.origin = origin;
  }

  /**
   * Runs a scenario and writes its run folder.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws BadInputException if anything that the scenario names cannot be used
   * @throws io.faultmesh.machine.core.MachineException if a component of the machine fails
   */
  public static Findings run(Scenario scenario, Path besides, RunOptions options) {
    return run(scenario, new FileLookup(besides, options.data()), options, Origin.NONE);
  }

  /** Runs a scenario that replays something. */
  static Findings run(Scenario scenario, FileLookup files, RunOptions options, Origin origin) {
    return new Simulation(scenario, options, origin, null).run(files);
  }

  /**
   * Adds up the shards of a run and writes its run folder, the same as one run's.
   *
   * @throws BadInputException if the shards do not make one run
   */
  public static Findings merge(List<Path> shards, RunOptions options) {
    try (ShardSet set = ShardSet.open(shards)) {
      List<Path> data = new ArrayList<>(options.data());
      data.add(set.besides());
      FileLookup files = new FileLookup(set.besides(), data);
      return new Simulation(set.scenario(), options, Origin.NONE, set).run(files);
    }
  }

  private Findings run(FileLookup files) {
    checkSize();
    RunTrace.check(scenario);
    try (Inputs inputs = inputs(files)) {
      Source source = inputs.source(origin.command(), files, origin.recorded());
      boolean resumable = shards == null && !RunTrace.isWanted(scenario, origin);
      Function<Path, Optional<Source>> lesser =
          place -> resumable ? EarlierRun.source(place, scenario, source) : Optional.empty();
      try (RunFolder folder = WorkArea.runFolder(options, source, resumable, lesser);
          RunTrace trace = RunTrace.of(scenario, inputs, origin, folder);
          ActorMachine actors = actors()) {
        return run(inputs, source, folder, actors, trace);
      }
    }
  }

  private Inputs inputs(FileLookup files) {
    return origin.folder() == null
        ? Inputs.of(scenario, files, options.prepared())
        : Inputs.open(scenario, files, Optional.of(origin.folder()));
  }

  private Findings run(
      Inputs inputs, Source source, RunFolder folder, ActorMachine actors, RunTrace trace) {
    timing.end("load");
    origin.checkInferences(tracedInferences(inputs));
    Workload.announce(scenario, inputs.network().layers(), inputs.images().count());
    origin.checkPlaces(inputs.images(), inputs.network().layers().size());
    Preparation prepared = shown("calibration", () -> inputs.calibrate(options.threads()));
    timing.end("calibrate");
    List<Protection> designs = shown("scores", prepared::protections);
    timing.end("score");
    SingleUnits.announce(scenario, options, prepared, designs);
    if (shards != null) {
      shards.check(source, prepared.hash());
    }
    try (EarlierRun earlier = EarlierRun.of(folder, prepared)) {
      if (earlier.trials() > 0 && options.logged()) {
        Note.print(earlier.text());
      }
      AccuracyCampaign campaign =
          new AccuracyCampaign(
              scenario, options, prepared, designs, origin, trace.isOn(), earlier.trials());
      if (folder.work() == null) {
        UnitStore units = shards == null ? UnitStore.inMemory() : shards;
        Rounds rounds = new Rounds(campaign, scenario, prepared, earlier, units);
        return finish(prepared, designs, rounds, folder, actors, trace);
      }
      try (WorkArea area =
          WorkArea.open(folder.work(), prepared.hash(), earlier.trials(), options.replaces())) {
        Rounds rounds = new Rounds(campaign, scenario, prepared, earlier, area);
        Findings findings = finish(prepared, designs, rounds, folder, actors, trace);
        area.delete();
        return findings;
      }
    }
  }

  private Findings finish(
      Preparation prepared,
      List<Protection> designs,
      Rounds rounds,
      RunFolder folder,
      ActorMachine actors,
      RunTrace trace) {
    Findings findings;
    try (CountsWriter counts = CountsWriter.of(folder, scenario, prepared)) {
      findings = measure(prepared, designs, rounds, folder, actors, trace, counts);
    }
    trace.end(findings.summary());
    write(folder, prepared, findings);
    folder.complete();
    return findings;
  }

  /** Shows that a phase goes on. */
  private <T> T shown(String phase, Supplier<T> work) {
    return Progress.during(options.progress(), scenario.name() + ": " + phase, work);
  }

  private void checkSize() {
    FaultSettings faults = scenario.faults();
    long runs = (long) scenario.designs().size() * faults.points().size() * faults.trials();
    if (runs > MAX_RUNS) {
      throw new BadInputException(
          "designs x ber x trials is " + runs + "; at most " + MAX_RUNS + " fit in one run");
    }
  }

  /** Images and trials that the trace of this run holds. */
  private long tracedInferences(Inputs inputs) {
    MeasureSettings measure = scenario.measure();
    long images = inputs.images().count();
    long inferences = 0;
    if (measure.accuracy() != MeasureSettings.Accuracy.NONE) {
      FaultSettings faults = scenario.faults();
      inferences += images * scenario.designs().size() * faults.points().size() * faults.trials();
    }
    if (measure.cycles() == MeasureSettings.Cycles.MACHINE
        && measure.trace() != MeasureSettings.Trace.FAULTS) {
      inferences += scenario.designs().size() * Math.min(images, measure.cycleImages());
    }
    return inferences;
  }

  /** The machine's actors, one system for the whole run; null if nothing is to run on them. */
  private ActorMachine actors() {
    return shards == null && Workload.isOnMachine(scenario)
        ? new ActorMachine(options.threads(), options.throughput())
        : null;
  }

  private Findings measure(
      Preparation prepared,
      List<Protection> designs,
      Rounds rounds,
      RunFolder folder,
      ActorMachine actors,
      RunTrace trace,
      CountsWriter counts) {
    AccuracyMeasurement accuracy = rounds.run(actors, timing, trace, folder, counts);
    Double floatAccuracy = null;
    if (scenario.measure().floatAccuracy() && prepared.images().isLabelled()) {
      floatAccuracy =
          shown(
              "float accuracy",
              () ->
                  FloatMeasurement.accuracy(
                      prepared.networkFile(), prepared.network(), prepared.images()));
      timing.end("float");
    }
    MachineUnits machine = MachineUnits.of(scenario, options, prepared, designs, rounds.campaign());
    UnitStore store = rounds.store(machine);
    List<WorkUnit> onMachine = machine.within(accuracy.trials());
    machine.compute(store, onMachine, actors, timing, trace);
    counts.units(onMachine, machine, store);
    String single = "";
    if (scenario.faults().single() != null) {
      try (SingleUnits units =
          SingleUnits.of(scenario, options, prepared, designs, machine.behind())) {
        single =
            SingleFaults.of(
                    units, store, scenario, prepared, design -> machine.firstImage(design, store))
                .write(folder);
        counts.units(units.all(), machine, store);
        timing.singleFaults(units.effort());
      }
      timing.end("single");
    }
    List<DesignCycles> cycles = List.of();
    if (scenario.measure().cycles() == MeasureSettings.Cycles.MACHINE) {
      cycles =
          new CycleMeasurement(machine, store, prepared.energies())
              .of(prepared.bare(prepared.golden()), designs, accuracy.trials());
      CycleFiles.write(folder, cycles);
    }
    try (TrialsFile trials = new TrialsFile(folder, prepared.images().isLabelled(), cycles)) {
      for (Cell cell : accuracy.cells()) {
        if (cell.tally().trials().get(0).images() > 0) {
          trials.add(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        }
      }
    }
    Summary summary =
        Summaries.of(scenario.name(), prepared, designs, floatAccuracy, accuracy, cycles);
    return new Findings(summary, cycles, single, folder.target());
  }

  private void write(RunFolder folder, Preparation prepared, Findings findings) {
    folder.write("scenario.yaml", ScenarioLoader.write(scenario));
    folder.write("summary.json", Json.write(findings.summary()));
    folder.write("designs.csv", DesignsCsv.of(findings.summary()));
    String rates = RatesCsv.of(scenario.faults());
    if (rates != null) {
      folder.write("rates.csv", rates);
    }
    if (!origin.results().isEmpty()) {
      folder.write("overhead.csv", Overhead.csv(findings.summary(), origin.results()));
    }
    folder.write("quantisation.json", Json.write(prepared.quantisationFiles()));
    prepared.scores().save(folder::stream);
    timing.end("report");
    folder.write(RunFolder.TIMING, Json.write(timing.asMap()));
  }
}
