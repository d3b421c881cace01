package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.AccuracyCampaign;
import io.faultmesh.campaign.EarlierRun;
import io.faultmesh.campaign.Rounds;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.single.SingleUnits;
import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.campaign.unit.UnitStore;
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
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
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
    SplitWork.requireUnits(scenario, "handed out to workers");
    new CrewRun(scenario, options, crew).run(besides);
  }

  private void run(Path besides) {
    FileLookup files = new FileLookup(besides, options.data());
    try (Inputs inputs = Inputs.of(scenario, files, options.prepared())) {
      Source source = inputs.source(Origin.NONE.command(), files, List.of());
      try (RunFolder folder =
          WorkArea.runFolder(
              options, source, true, place -> EarlierRun.source(place, scenario, source))) {
        Preparation prepared =
            Progress.during(
                options.progress(),
                scenario.name() + ": calibration",
                () -> inputs.calibrate(options.threads()));
        List<Protection> designs =
            Progress.during(
                options.progress(), scenario.name() + ": scores", prepared::protections);
        SingleUnits.announce(scenario, options, prepared, designs);
        try (EarlierRun earlier = EarlierRun.of(folder, prepared)) {
          CrewJob job =
              new CrewJob(
                  source.settings(),
                  files.folders(),
                  source.inputs(),
                  prepared.decisions(),
                  prepared.hash(),
                  earlier.trials(),
                  ProgramVersion.build());
          try (SplitWork work =
                  SplitWork.of(scenario, options, prepared, designs, earlier.trials());
              WorkArea area =
                  WorkArea.open(
                      folder.work(), job.prepared(), earlier.trials(), options.replaces());
              Share share =
                  new Share(work, new Rounds(work.accuracy(), scenario, prepared, earlier, area))) {
            List<WorkUnit> units = share.next();
            if (!units.isEmpty()) {
              crew.compute(job, units, work::context, share::next, share::keep);
              share.check();
            }
          }
        }
      }
    }
  }

  /** The work of the round that is being computed. */
  private final class Share implements Closeable {
    private final SplitWork work;
    private final Rounds rounds;

    /** Of an earlier run, too. */
    private final UnitStore store;

    private List<WorkUnit> round = List.of();
    private Progress progress;

    private Share(SplitWork work, Rounds rounds) {
      this.work = work;
      this.rounds = rounds;
      this.store = rounds.store(work.machine());
    }

    /** What is missing of the next round that is not complete; nothing at the end. */
    private List<WorkUnit> next() {
      close();
      List<WorkUnit> missing;
      do {
        round = new ArrayList<>(rounds.next());
        if (!round.isEmpty() || !work.machine().isBegun()) {
          round.addAll(work.machine().next());
        }
        work.single().ifPresent(single -> round.addAll(single.next(store)));
        missing = missing();
      } while (!round.isEmpty() && missing.isEmpty());
      long inferences = missing.stream().mapToLong(work::inferences).sum();
      progress = Progress.of(options.progress(), options.logged(), scenario.name(), inferences);
      return missing;
    }

    private List<WorkUnit> missing() {
      return AccuracyCampaign.missing(store, round);
    }

    private void keep(WorkUnit unit, byte[] counts) {
      if (!UnitCodec.unit(counts, unit.number()).equals(unit)) {
        throw new IllegalArgumentException("the counts of another unit than " + unit.text());
      }
      store.put(unit.number(), counts);
      progress.step(work.inferences(unit));
    }

    private void check() {
      int left = missing().size();
      if (left > 0) {
        throw Stopped.at(round.size() - left, round.size());
      }
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
      }
    }
  }
}
