package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.AccuracyMeasurement.Cell;
import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.campaign.unit.UnitCounts;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.files.RunFolder;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.report.csv.AccuracyFiles;
import io.faultmesh.scenario.PrecisionSettings;
import io.faultmesh.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a campaign and adds it up: all trials at once, or round by round until its intervals are
 * narrow enough. Whether there is another round follows from the whole numbers of those before, so
 * it does not depend on who computed them.
 */
public final class Rounds {
  private final AccuracyCampaign campaign;
  private final WorkPlan plan;
  private final Scenario scenario;
  private final Preparation prepared;
  private final EarlierRun earlier;
  private final Precision precision;
  private final UnitStore store;

  /** Rounds whose units were asked for. */
  private int begun;

  /**
   * The rounds of a campaign.
   *
   * @param earlier has made the first round, unless it is none
   * @param store of the other rounds
   */
  public Rounds(
      AccuracyCampaign campaign,
      Scenario scenario,
      Preparation prepared,
      EarlierRun earlier,
      UnitStore store) {
    this.campaign = campaign;
    this.plan = campaign.plan();
    this.scenario = scenario;
    this.prepared = prepared;
    this.earlier = earlier;
    this.store = store;
    PrecisionSettings settings = prepared.faults().precision();
    this.precision = settings == null ? null : new Precision(settings);
    this.begun = taken();
  }

  /** Rounds that the earlier run has made. */
  private int taken() {
    return earlier.trials() > 0 ? 1 : 0;
  }

  /**
   * The units of the next round, when the store has those of all rounds before; none if no other
   * round is needed.
   */
  public List<WorkUnit> next() {
    if (begun > 0 && isEnough()) {
      return List.of();
    }
    begun++;
    store.open(begun, plan.rounds().size());
    return plan.ofRound(begun - 1);
  }

  /** Where units behind those of accuracy are kept. */
  public UnitStore store(MachineUnits machine) {
    return earlier.over(store, machine);
  }

  public AccuracyCampaign campaign() {
    return campaign;
  }

  private boolean isEnough() {
    boolean last = begun == plan.rounds().size();
    if (precision == null) {
      return last;
    }
    AccuracyMeasurement measured = campaign.measurement(trials());
    for (int range = 0; range < plan.ranges(); range++) {
      plan.ofRange(range, 0, begun).forEach(unit -> measured.add(counts(unit)));
    }
    return precision.isReached(measured, trials()) || last;
  }

  /** Of the rounds that were begun. */
  private int trials() {
    return plan.rounds().get(begun - 1);
  }

  /**
   * Computes what the store lacks, as many trials as the scenario asks for, and writes the
   * campaign's files.
   *
   * @param kept takes what a run of more trials goes on from
   * @return what was measured; nothing where accuracy is not measured
   * @throws Stopped if the time was up first, or others are to compute another round
   */
  public AccuracyMeasurement run(
      ActorMachine actors, Timing timing, RunTrace trace, RunFolder folder, CountsWriter kept) {
    for (List<WorkUnit> round = next(); !round.isEmpty(); round = next()) {
      campaign.compute(store, round, actors, timing, trace);
    }
    if (precision != null) {
      folder.write("precision.csv", precision.csv());
    }
    return finish(folder, kept);
  }

  private UnitCounts counts(WorkUnit unit) {
    return UnitCodec.read(store.get(unit.number()), unit.number(), campaign.layers());
  }

  /** Adds up units. */
  private AccuracyMeasurement finish(RunFolder folder, CountsWriter kept) {
    AccuracyMeasurement measured = campaign.measurement(trials());
    boolean perImage = scenario.measure().images();
    try (AccuracyFiles files =
        new AccuracyFiles(folder, perImage, prepared.images().isLabelled())) {
      addUp(measured, perImage ? files : null, kept);
      if (plan.size() == 0) {
        return measured;
      }
      for (Cell cell : measured.cells()) {
        files.classes(cell.protection(), cell.plan(), cell.tally());
        files.flips(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        files.checks(cell.protection(), cell.plan(), cell.tally());
      }
    }
    return measured;
  }

  /**
   * Adds up all units, range by range.
   *
   * @param files take the lines of images; null unless wanted
   */
  private void addUp(AccuracyMeasurement measured, AccuracyFiles files, CountsWriter kept) {
    if (earlier.trials() > 0) {
      measured.add(earlier.ofTrials(campaign.layers()));
    }
    for (int range = 0; range < plan.ranges(); range++) {
      if (earlier.trials() > 0) {
        measured.add(earlier.ofRange(range, campaign.layers()));
      }
      List<UnitCounts> all = new ArrayList<>();
      List<WorkUnit> units = plan.ofRange(range, taken(), begun);
      for (WorkUnit unit : units) {
        UnitCounts counts = counts(unit);
        measured.add(counts);
        if (files != null) {
          all.add(counts);
        }
      }
      if (files != null) {
        lines(all, files);
      }
      if (kept.isKept()) {
        kept.range(measured, units.get(0).firstImage(), units.get(0).images());
      }
    }
    if (kept.isKept()) {
      kept.trials(measured);
    }
  }

  /** Image by image, and within an image by design, rate and trial. */
  private void lines(List<UnitCounts> range, AccuracyFiles files) {
    for (int image = 0; image < range.get(0).unit().images(); image++) {
      for (int cell = 0; cell < range.get(0).lines().size(); cell++) {
        files.images(earlier.lines());
        for (UnitCounts block : range) {
          files.images(block.lines().get(cell).get(image));
        }
      }
    }
  }
}
