package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.AccuracyCampaign;
import io.faultmesh.campaign.MachineUnits;
import io.faultmesh.campaign.single.SingleUnits;
import io.faultmesh.campaign.unit.UnitEngine;
import io.faultmesh.campaign.unit.UnitEngine.Finished;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * All units of a run that any process may compute: of accuracy, behind them runs on the machine for
 * cycles and residencies, and behind these single faults.
 */
public final class SplitWork implements Closeable {
  private final AccuracyCampaign accuracy;
  private final MachineUnits machine;
  private final Optional<SingleUnits> single;

  private SplitWork(AccuracyCampaign accuracy, MachineUnits machine, Optional<SingleUnits> single) {
    this.accuracy = accuracy;
    this.machine = machine;
    this.single = single;
  }

  /**
   * The units of a run.
   *
   * @param kept the first trials, which an earlier run has made; 0 if none has
   */
  public static SplitWork of(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> designs,
      int kept) {
    AccuracyCampaign accuracy = AccuracyCampaign.split(scenario, options, prepared, designs, kept);
    MachineUnits machine = MachineUnits.of(scenario, options, prepared, designs, accuracy);
    int behind = machine.behind();
    return new SplitWork(
        accuracy, machine, SingleUnits.ofAny(scenario, options, prepared, designs, behind));
  }

  /**
   * Refuses what has no units.
   *
   * @param what is to become of them
   */
  static void requireUnits(Scenario scenario, String what) {
    if (scenario.measure().trace() != MeasureSettings.Trace.NONE) {
      throw new BadInputException(
          "measure.trace: a traced run cannot be " + what + "; set it to none");
    }
    if (scenario.measure().accuracy() == MeasureSettings.Accuracy.NONE
        && scenario.measure().cycles() == MeasureSettings.Cycles.NONE
        && scenario.faults().single() == null) {
      throw new BadInputException(
          "measure: neither accuracy nor cycles, without faults.single, leaves nothing to be "
              + what
              + "; use a plain faultmesh run");
    }
  }

  AccuracyCampaign accuracy() {
    return accuracy;
  }

  MachineUnits machine() {
    return machine;
  }

  Optional<SingleUnits> single() {
    return single;
  }

  boolean isSingle(WorkUnit unit) {
    return single.isPresent() && single.get().has(unit);
  }

  /** Images under faults, and those without. */
  long inferences(WorkUnit unit) {
    if (machine.has(unit)) {
      return unit.images();
    }
    return isSingle(unit) ? single.orElseThrow().inferences(unit) : accuracy.inferences(unit);
  }

  /** What whoever computes a unit must know beside its number. */
  byte[] context(WorkUnit unit) {
    return isSingle(unit) ? single.orElseThrow().context(unit) : new byte[0];
  }

  /**
   * Computes a unit when a lane is free.
   *
   * @param engine of this work's accuracy
   */
  public CompletionStage<Finished> compute(UnitEngine engine, int number, byte[] context) {
    if (number < accuracy.plan().size()) {
      return engine.compute(accuracy.plan().unit(number));
    }
    if (number < machine.behind()) {
      return engine.compute(() -> machine.compute(machine.unit(number)));
    }
    SingleUnits units = single.orElseThrow();
    return engine.compute(() -> units.compute(units.unit(number), context));
  }

  /** An engine for its units. */
  public UnitEngine engine() {
    return accuracy.engine();
  }

  @Override
  public void close() {
    single.ifPresent(SingleUnits::close);
  }
}
