package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.AccuracyCampaign;
import io.faultmesh.campaign.RunTrace;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.Timing;
import io.faultmesh.campaign.unit.WorkArea;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.experiment.Shard;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.protection.Protection;
import io.faultmesh.replay.Origin;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Computes a share of a run's units, and leaves them in a folder for {@link ShardSet}. */
public final class ShardRun {
  private final Scenario scenario;
  private final RunOptions options;
  private final Shard shard;
  private final int round;
  private final Timing timing = new Timing();

  private ShardRun(Scenario scenario, RunOptions options, Shard shard, int round) {
    this.round = round;
    this.scenario = scenario;
    this.options = options;
    this.shard = shard;
  }

  /**
   * Runs a share.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @param round of the run, from 1; all but runs with faults.precision have one
   * @return the folder of the shard
   * @throws BadInputException if the scenario cannot be split, or something that it names not used
   * @throws Stopped if the time was up first
   */
  public static Path run(
      Scenario scenario, Path besides, RunOptions options, Shard shard, int round) {
    requireUnits(scenario, "split into shards");
    return new ShardRun(scenario, options, shard, round).run(besides);
  }

  /** Refuses what has no units. */
  static void requireUnits(Scenario scenario, String what) {
    if (scenario.measure().trace() != MeasureSettings.Trace.NONE) {
      throw new BadInputException(
          "measure.trace: a traced run cannot be " + what + "; set it to none");
    }
    if (scenario.measure().accuracy() == MeasureSettings.Accuracy.NONE) {
      throw new BadInputException(
          "measure.accuracy: none leaves nothing to be " + what + "; use a plain faultmesh run");
    }
  }

  private Path run(Path besides) {
    FileLookup files = new FileLookup(besides, options.data());
    String build = ProgramVersion.build();
    try (Inputs inputs = Inputs.of(scenario, files, options.prepared())) {
      Source source = inputs.source(ShardSet.command(shard, round), files, List.of());
      try (RunFolder folder = WorkArea.runFolder(options, source, true, place -> Optional.empty());
          ActorMachine actors = actors();
          RunTrace trace = RunTrace.of(scenario, inputs, Origin.NONE, folder)) {
        timing.end("load");
        Preparation prepared =
            Progress.during(
                options.progress(),
                scenario.name() + ": calibration",
                () -> inputs.calibrate(options.threads()));
        List<Protection> designs =
            Progress.during(
                options.progress(), scenario.name() + ": scores", prepared::protections);
        timing.end("calibrate");
        AccuracyCampaign campaign = AccuracyCampaign.split(scenario, options, prepared, designs, 0);
        ShardFile file = file(campaign.plan(), besides, build, prepared.hash());
        List<WorkUnit> units = campaign.plan().units(file.from(), file.to());
        try (WorkArea area = WorkArea.open(folder.work(), prepared.hash(), 0, options.replaces())) {
          campaign.compute(area, units, actors, timing, trace);
          write(folder, file, units, area);
          folder.complete();
          area.delete();
        }
        return folder.target();
      }
    }
  }

  private ActorMachine actors() {
    return scenario.measure().accuracy() == MeasureSettings.Accuracy.MACHINE
        ? new ActorMachine(options.threads(), options.throughput())
        : null;
  }

  private ShardFile file(WorkPlan plan, Path besides, String build, String hash) {
    int rounds = plan.rounds().size();
    if (round > rounds) {
      throw new BadInputException(
          "--round " + round + ": the run has no more than " + rounds + " of them");
    }
    int begin = plan.firstUnit(round - 1);
    int end = plan.firstUnit(round);
    return new ShardFile(
        shard.first(),
        shard.last(),
        shard.of(),
        round,
        begin,
        end,
        begin + shard.from(end - begin),
        begin + shard.to(end - begin),
        build,
        hash,
        besides.toAbsolutePath().toString());
  }

  private void write(RunFolder folder, ShardFile file, List<WorkUnit> units, WorkArea area) {
    folder.write("scenario.yaml", ScenarioLoader.write(scenario));
    folder.write(ShardFile.NAME, Json.write(file));
    try (OutputStream out = folder.stream(ShardFile.UNITS)) {
      area.copy(units, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    folder.write(RunFolder.TIMING, Json.write(timing.asMap()));
  }
}
