package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.AccuracyCampaign;
import io.faultmesh.campaign.RunTrace;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.Timing;
import io.faultmesh.campaign.single.SingleUnits;
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
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Progress;
import io.faultmesh.timing.Workload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes a share of a run's units, and leaves them in a folder for {@link ShardSet}. */
public final class ShardRun {
  private final Scenario scenario;
  private final RunOptions options;
  private final Shard shard;
  private final int round;
  private final List<Path> earlier;
  private final Timing timing = new Timing();

  private ShardRun(
      Scenario scenario, RunOptions options, Shard shard, int round, List<Path> earlier) {
    this.round = round;
    this.earlier = earlier;
    this.scenario = scenario;
    this.options = options;
    this.shard = shard;
  }

  /**
   * Runs a share.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @param round of the run, from 1; all but runs with faults.precision or a second step of single
   *     faults have one
   * @param earlier all shards of the first round, from which a second step of single faults follows
   * @return the folder of the shard
   * @throws BadInputException if the scenario cannot be split, or something that it names not used
   * @throws Stopped if the time was up first
   */
  public static Path run(
      Scenario scenario,
      Path besides,
      RunOptions options,
      Shard shard,
      int round,
      List<Path> earlier) {
    SplitWork.requireUnits(scenario, "split into shards");
    return new ShardRun(scenario, options, shard, round, earlier).run(besides);
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
        SingleUnits.announce(scenario, options, prepared, designs);
        try (SplitWork work = SplitWork.of(scenario, options, prepared, designs, 0);
            WorkArea area = WorkArea.open(folder.work(), prepared.hash(), 0, options.replaces())) {
          ShardFile file = file(work, besides, build, prepared.hash());
          AccuracyCampaign campaign = work.accuracy();
          List<WorkUnit> units =
              new ArrayList<>(campaign.plan().units(file.accuracy().from(), file.accuracy().to()));
          campaign.compute(area, units, actors, timing, trace);
          List<WorkUnit> onMachine =
              file.machine().numbers().stream()
                  .map(number -> work.machine().unit(Math.toIntExact(number)))
                  .toList();
          work.machine().compute(area, onMachine, actors, timing, trace);
          units.addAll(onMachine);
          if (!file.single().isEmpty()) {
            units.addAll(computeSingle(work.single().orElseThrow(), file, area, prepared, source));
          }
          write(folder, file, units, area);
          folder.complete();
          area.delete();
        }
        return folder.target();
      }
    }
  }

  private ActorMachine actors() {
    return Workload.isOnMachine(scenario)
        ? new ActorMachine(options.threads(), options.throughput())
        : null;
  }

  private List<WorkUnit> computeSingle(
      SingleUnits single, ShardFile file, WorkArea area, Preparation prepared, Source source) {
    if (round > 1) {
      try (ShardSet first = ShardSet.open(firstRound())) {
        first.check(scenario, source, prepared.hash());
        single.decide(first);
      }
    }
    List<WorkUnit> units =
        file.single().numbers().stream()
            .map(number -> single.unit(Math.toIntExact(number)))
            .toList();
    single.compute(area, units);
    timing.end("single");
    return units;
  }

  private List<Path> firstRound() {
    if (earlier.isEmpty()) {
      throw new BadInputException(
          "--after: a second step of single faults follows from the first; name all shards of round"
              + " 1");
    }
    return earlier;
  }

  private ShardFile file(SplitWork work, Path besides, String build, String hash) {
    WorkPlan plan = work.accuracy().plan();
    int steps = work.single().map(SingleUnits::steps).orElse(0);
    int rounds = Math.max(plan.rounds().size(), steps);
    if (round > rounds) {
      throw new BadInputException(
          "--round " + round + ": the run has no more than " + rounds + " of them");
    }
    return new ShardFile(
        shard.first(),
        shard.last(),
        shard.of(),
        round,
        round > plan.rounds().size()
            ? Span.NONE
            : Span.of(plan.firstUnit(round - 1), plan.firstUnit(round), shard),
        round > work.machine().rounds() ? Span.NONE : span(work.machine().ofRound(round - 1)),
        round > steps ? Span.NONE : span(work.single().orElseThrow().ofStep(round - 1)),
        build,
        hash,
        besides.toAbsolutePath().toString());
  }

  private Span span(List<WorkUnit> units) {
    if (units.isEmpty()) {
      return Span.NONE;
    }
    int begin = units.get(0).number();
    return Span.of(begin, begin + units.size(), shard);
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
