package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.campaign.unit.UnitCounter;
import io.faultmesh.campaign.unit.UnitCounts;
import io.faultmesh.campaign.unit.UnitEngine;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.UnitWork;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.actor.ActorMachine.Job;
import io.faultmesh.measure.Looks;
import io.faultmesh.protection.Protection;
import io.faultmesh.replay.Origin;
import io.faultmesh.report.csv.ImageLines;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.MeasureSettings.Accuracy;
import io.faultmesh.scenario.PrecisionSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Strikes all test images on the engine that the scenario names, unit by unit, and counts. */
public final class AccuracyCampaign {
  private static final int TASKS_PER_THREAD = 4;

  private final Scenario scenario;
  private final RunOptions options;
  private final Preparation prepared;
  private final List<Protection> designs;
  private final Origin origin;
  private final AccuracyMeasurement accuracy;
  private final WorkPlan plan;
  private final UnitWork work;

  /**
   * Prepares a campaign.
   *
   * @param traced whether a trace takes all events: then trials are not cut into blocks
   * @param kept the first trials, which an earlier run has made; 0 if none has
   */
  public AccuracyCampaign(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> designs,
      Origin origin,
      boolean traced,
      int kept) {
    this.scenario = scenario;
    this.options = options;
    this.prepared = prepared;
    this.designs = designs;
    this.origin = origin;
    this.accuracy = measurement(prepared.faults().trials());
    TestImages images = prepared.images();
    WorkPlan whole =
        WorkPlan.of(
            images.firstIndex(),
            kind() == Accuracy.NONE ? 0 : images.count(),
            prepared.faults().trials(),
            accuracy.cells().size(),
            prepared.network().macs(),
            kind() == Accuracy.MACHINE);
    this.plan = cut(whole, traced, kept);
    ImageLines lines = scenario.measure().images() ? new ImageLines(images.isLabelled()) : null;
    this.work = new UnitWork(accuracy, plan, lines);
  }

  /**
   * A campaign whose units any process may compute.
   *
   * @param kept the first trials, which an earlier run has made; 0 if none has
   */
  public static AccuracyCampaign split(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> designs,
      int kept) {
    return new AccuracyCampaign(scenario, options, prepared, designs, Origin.NONE, false, kept);
  }

  private WorkPlan cut(WorkPlan whole, boolean traced, int kept) {
    PrecisionSettings precision = prepared.faults().precision();
    if (precision == null) {
      WorkPlan plan = kept == 0 ? whole : whole.in(List.of(kept, whole.trials()));
      return traced ? plan.withoutBlocks() : plan;
    }
    if (traced || kind() == Accuracy.NONE) {
      String reason =
          traced
              ? "a run that stops by what it finds cannot be traced"
              : "measure.accuracy is none, so there is no interval";
      throw new BadInputException("faults.precision: " + reason + "; give faults.trials instead");
    }
    return whole.in(Looks.upTo(precision.maxTrials()).trials());
  }

  /** An empty measurement of the first trials. */
  AccuracyMeasurement measurement(int trials) {
    return new AccuracyMeasurement(
        prepared.quantised(), designs, prepared, origin.faults(), trials);
  }

  /** The struck layers of each cell. */
  List<Integer> layers() {
    return accuracy.layers();
  }

  /** Every design at every rate in some trials, in this order. */
  List<Run> runs(int firstTrial, int count) {
    return accuracy.runs(firstTrial, count);
  }

  private Accuracy kind() {
    return scenario.measure().accuracy();
  }

  /** The cut of the work; without units where accuracy is not measured. */
  public WorkPlan plan() {
    return plan;
  }

  /**
   * Computes the units that a store lacks.
   *
   * @param units of the plan, in order, the only ones that are wanted
   * @param actors the machine's; null where the scenario has no use for the machine
   * @throws Stopped if the time was up first
   */
  public void compute(
      UnitStore store, List<WorkUnit> units, ActorMachine actors, Timing timing, RunTrace trace) {
    List<WorkUnit> missing = missing(store, units);
    if (missing.isEmpty()) {
      return;
    }
    if (trace.isOn()) {
      trace.begin(work.block(plan.unit(0)).runs(), kind() == Accuracy.MACHINE);
    }
    long inferences = missing.stream().mapToLong(this::inferences).sum();
    try (Progress progress =
        Progress.of(options.progress(), options.logged(), scenario.name(), inferences)) {
      Consumer<UnitCounts> done =
          counts -> store.put(counts.unit().number(), UnitCodec.write(counts));
      UnitWork shown = work.telling(progress::step);
      if (kind() == Accuracy.MACHINE) {
        machine(shown, missing, actors, trace, done);
      } else {
        fast(shown, missing, trace, timing, done);
      }
    }
    Timing.Phase phase = timing.end("accuracy");
    int left = missing(store, missing).size();
    timing.inferred(phase, inferences);
    if (kind() == Accuracy.MACHINE) {
      timing.simulated(phase, actors.simulatedCycles());
    }
    if (left > 0) {
      throw Stopped.at(units.size() - left, units.size());
    }
  }

  public static List<WorkUnit> missing(UnitStore store, List<WorkUnit> units) {
    return units.stream().filter(unit -> !store.has(unit.number())).toList();
  }

  /** Images under faults, and those without. */
  public long inferences(WorkUnit unit) {
    int golden = unit.firstTrial() == 0 ? prepared.quantised().size() : 0;
    return unit.images() * ((long) accuracy.cells().size() * unit.trials() + golden);
  }

  private boolean isInTime() {
    return !options.deadline().isOver();
  }

  private void fast(
      UnitWork shown,
      List<WorkUnit> missing,
      RunTrace trace,
      Timing timing,
      Consumer<UnitCounts> done) {
    try (Campaign campaign = lanes(trace.isOn() ? plan.rangeImages() : options.batch())) {
      timing.kernels(campaign.kernels());
      if (trace.isOn()) {
        traced(campaign, shown, missing, trace, done);
      } else {
        campaign.execute(
            WorkPlan.groups(missing, TASKS_PER_THREAD * options.threads()).stream()
                .takeWhile(group -> isInTime())
                .iterator(),
            (lane, group) -> {
              group.stream()
                  .takeWhile(unit -> isInTime())
                  .forEach(unit -> done.accept(shown.compute(lane, unit, campaign.batch())));
              return group;
            },
            group -> {});
      }
      Map<String, Long> nanos = campaign.nanosByDesign();
      designs.forEach(own -> timing.design(own.name(), nanos.getOrDefault(own.name(), 0L)));
    }
  }

  private Campaign lanes(int batch) {
    return new Campaign(
        prepared.quantised(),
        accuracy.changingGolden(),
        prepared.images(),
        options.threads(),
        batch,
        options.fastest());
  }

  /** An engine that computes units one by one, for who is told one after the other. */
  public UnitEngine engine() {
    if (kind() == Accuracy.MACHINE) {
      ActorMachine actors = new ActorMachine(options.threads(), options.throughput());
      return UnitEngine.ofMachine(actors, unit -> counts(actors, unit));
    }
    Campaign campaign = lanes(options.batch());
    return UnitEngine.ofLanes(
        campaign, options.threads(), (lane, unit) -> work.compute(lane, unit, campaign.batch()));
  }

  private UnitCounts counts(ActorMachine actors, WorkUnit unit) {
    AtomicReference<UnitCounts> counts = new AtomicReference<>();
    actors.runInOrder(jobs(machine(RunTrace.OFF), work, unit, counts::set).iterator());
    return counts.get();
  }

  /** A trace is written in the order of the images. */
  private void traced(
      Campaign campaign,
      UnitWork shown,
      List<WorkUnit> missing,
      RunTrace trace,
      Consumer<UnitCounts> done) {
    campaign.execute(
        missing.iterator(),
        (lane, unit) -> shown.batch(lane, unit),
        batch -> {
          trace.add(batch);
          UnitCounter counter = shown.counter(plan.unitAt(batch.firstIndex()));
          UnitWork.add(batch, counter);
          done.accept(counter.counts());
        });
  }

  private void machine(
      UnitWork shown,
      List<WorkUnit> missing,
      ActorMachine actors,
      RunTrace trace,
      Consumer<UnitCounts> done) {
    MachineCampaign campaign = machine(trace);
    actors.runInOrder(
        missing.stream()
            .takeWhile(unit -> isInTime())
            .flatMap(unit -> jobs(campaign, shown, unit, done))
            .iterator());
  }

  private MachineCampaign machine(RunTrace trace) {
    List<Protection> bare = prepared.quantised().stream().map(prepared::bare).toList();
    return new MachineCampaign(scenario.accelerator(), bare, prepared.images(), trace);
  }

  private Stream<Job> jobs(
      MachineCampaign campaign, UnitWork shown, WorkUnit unit, Consumer<UnitCounts> done) {
    UnitCounter counter = shown.counter(unit);
    int last = unit.firstImage() + unit.images() - 1;
    return campaign.jobs(
        unit,
        shown.block(unit).runs(),
        batch -> {
          UnitWork.add(batch, counter);
          if (batch.firstIndex() == last) {
            done.accept(counter.counts());
          }
        });
  }
}
