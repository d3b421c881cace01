package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.AccuracyCampaign;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.campaign.unit.WorkArea;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.protection.Protection;
import io.faultmesh.replay.Origin;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.List;

/**
 * Has a run's units computed by a crew and keeps them in the run's work area, from where the run
 * itself goes on.
 */
public final class CrewRun {
  private final Scenario scenario;
  private final RunOptions options;
  private final Crew crew;

  private CrewRun(Scenario scenario, RunOptions options, Crew crew) {
    this.scenario = scenario;
    this.options = options;
    this.crew = crew;
  }

  /**
   * Computes all units that are missing.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws io.faultmesh.scenario.BadInputException if the scenario cannot be split, or something
   *     that it names not used
   * @throws Stopped if the time was up first
   */
  public static void run(Scenario scenario, Path besides, RunOptions options, Crew crew) {
    ShardRun.requireUnits(scenario, "handed out to workers");
    new CrewRun(scenario, options, crew).run(besides);
  }

  private void run(Path besides) {
    FileLookup files = new FileLookup(besides, options.data());
    try (Inputs inputs = Inputs.of(scenario, files, options.prepared())) {
      Source source = inputs.source(Origin.NONE.command(), files, List.of());
      try (RunFolder folder = WorkArea.runFolder(options, source, true)) {
        Preparation prepared = inputs.calibrate(options.threads());
        List<Protection> designs = prepared.protections();
        CrewJob job =
            new CrewJob(
                source.settings(),
                files.folders(),
                source.inputs(),
                prepared.decisions(),
                prepared.hash(),
                ProgramVersion.build());
        AccuracyCampaign campaign =
            new AccuracyCampaign(scenario, options, prepared, designs, Origin.NONE, false);
        try (WorkArea area = WorkArea.open(folder.work(), job.prepared(), options.replaces())) {
          compute(campaign, area, job);
        }
      }
    }
  }

  private void compute(AccuracyCampaign campaign, WorkArea area, CrewJob job) {
    List<WorkUnit> units = campaign.plan().units();
    List<WorkUnit> missing = AccuracyCampaign.missing(area, units);
    if (missing.isEmpty()) {
      return;
    }
    long inferences = missing.stream().mapToLong(campaign::inferences).sum();
    try (Progress progress =
        Progress.of(options.progress(), options.logged(), scenario.name(), inferences)) {
      crew.compute(
          job,
          missing,
          (unit, counts) -> {
            if (!UnitCodec.unit(counts, unit.number()).equals(unit)) {
              throw new IllegalArgumentException("the counts of another unit than " + unit.text());
            }
            area.put(unit.number(), counts);
            progress.step(campaign.inferences(unit));
          });
    }
    int left = AccuracyCampaign.missing(area, missing).size();
    if (left > 0) {
      throw new Stopped(units.size() - left, units.size());
    }
  }
}
