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
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a campaign and adds it up: all trials at once, or round by round until its intervals are
 * narrow enough.
 */
public final class Rounds {
  private final AccuracyCampaign campaign;
  private final WorkPlan plan;
  private final Scenario scenario;
  private final Preparation prepared;

  public Rounds(AccuracyCampaign campaign, Scenario scenario, Preparation prepared) {
    this.campaign = campaign;
    this.plan = campaign.plan();
    this.scenario = scenario;
    this.prepared = prepared;
  }

  /**
   * Computes what a store lacks, as many trials as the scenario asks for, and writes the campaign's
   * files.
   *
   * @return what was measured; nothing where accuracy is not measured
   * @throws Stopped if the time was up first
   */
  public AccuracyMeasurement run(
      UnitStore store, ActorMachine actors, Timing timing, RunTrace trace, RunFolder folder) {
    FaultSettings faults = prepared.faults();
    if (faults.precision() == null) {
      campaign.compute(store, plan.units(), actors, timing, trace);
      return finish(store, faults.trials(), folder);
    }
    Precision precision = new Precision(faults.precision());
    int made = 0;
    for (int trials : precision.looks().trials()) {
      campaign.compute(store, plan.ofTrials(made, trials), actors, timing, trace);
      made = trials;
      AccuracyMeasurement measured = campaign.measurement(trials);
      plan.ofTrials(0, trials).stream().map(unit -> counts(store, unit)).forEach(measured::add);
      if (precision.isReached(measured, trials)) {
        break;
      }
    }
    folder.write("precision.csv", precision.csv());
    return finish(store, made, folder);
  }

  private UnitCounts counts(UnitStore store, WorkUnit unit) {
    return UnitCodec.read(store.get(unit.number()), unit.number(), campaign.layers());
  }

  /** Adds up units. */
  private AccuracyMeasurement finish(UnitStore store, int trials, RunFolder folder) {
    AccuracyMeasurement measured = campaign.measurement(trials);
    boolean perImage = scenario.measure().images();
    try (AccuracyFiles files =
        new AccuracyFiles(folder, perImage, prepared.images().isLabelled())) {
      if (plan.size() == 0) {
        return measured;
      }
      List<UnitCounts> range = new ArrayList<>();
      for (WorkUnit unit : plan.ofTrials(0, trials)) {
        UnitCounts counts = counts(store, unit);
        measured.add(counts);
        if (perImage) {
          range.add(counts);
          if (unit.firstTrial() + unit.trials() == trials) {
            lines(range, files);
            range.clear();
          }
        }
      }
      for (Cell cell : measured.cells()) {
        files.trials(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        files.classes(cell.protection(), cell.plan(), cell.tally());
        files.flips(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        files.checks(cell.protection(), cell.plan(), cell.tally());
      }
    }
    return measured;
  }

  /** Image by image, and within an image by design, rate and trial. */
  private void lines(List<UnitCounts> range, AccuracyFiles files) {
    for (int image = 0; image < range.get(0).unit().images(); image++) {
      for (int cell = 0; cell < range.get(0).lines().size(); cell++) {
        for (UnitCounts block : range) {
          files.images(block.lines().get(cell).get(image));
        }
      }
    }
  }
}
