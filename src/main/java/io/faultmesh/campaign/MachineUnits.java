package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.actor.ActorMachine.Job;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import io.faultmesh.trace.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the machine runs beside accuracy, as units of work: test images on each design, for cycles
 * and for how long data stand in it. Without flips: they change values, and the machine's times do
 * not depend on values. So one run serves every bit error rate, except that a design that repairs
 * stuck elements has other folds in each trial, and that one whose checks react takes longer where
 * they found something: these run under the faults of each trial. A unit has some images of one of
 * these runs. The first units of a run are those of one with fewer trials. Threads share it.
 */
public final class MachineUnits {
  private final RunOptions options;
  private final String task;
  private final AcceleratorSettings accelerator;
  private final TestImages images;
  private final int firstNumber;
  private final int unitImages;

  /** The first subjects are the scenario's designs: a trace takes what happens. */
  private final int designs;

  private final List<MachineSubject> subjects = new ArrayList<>();

  /** In order; a unit's place among the subjects stands in the place of its trial. */
  private final List<WorkUnit> units = new ArrayList<>();

  /** Behind the place of each round's last unit. */
  private final List<Integer> ends = new ArrayList<>();

  private int begun;

  private MachineUnits(
      Scenario scenario, RunOptions options, Preparation prepared, int designs, int firstNumber) {
    this.options = options;
    this.task = scenario.name() + ": cycles";
    this.accelerator = scenario.accelerator();
    this.images = prepared.images();
    this.designs = designs;
    this.firstNumber = firstNumber;
    this.unitImages = WorkPlan.machineImages(prepared.network().macs());
  }

  /**
   * The units of a scenario; none if it asks neither for cycles nor for a safety case. They follow
   * those of accuracy.
   *
   * @param campaign whose trials strike designs that react or are repaired
   */
  public static MachineUnits of(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> designs,
      AccuracyCampaign campaign) {
    WorkPlan plan = campaign.plan();
    MachineUnits all = new MachineUnits(scenario, options, prepared, designs.size(), plan.size());
    MeasureSettings measure = scenario.measure();
    if (measure.cycles() != MeasureSettings.Cycles.MACHINE) {
      if (scenario.safety() != null) {
        designs.forEach(design -> all.add(design, null, 1));
      }
      all.ends.add(all.units.size());
      return all;
    }
    int count = Math.min(measure.cycleImages(), prepared.images().count());
    designs.forEach(design -> all.add(design, null, count));
    Protection base = prepared.bare(prepared.golden());
    if (designs.stream().noneMatch(design -> design.settings().equals(base.settings()))) {
      all.add(base, null, count);
    }
    boolean inRounds = prepared.faults().precision() != null;
    int before = 0;
    for (int trials : inRounds ? plan.rounds() : List.of(plan.trials())) {
      for (int trial = before; trial < trials; trial++) {
        campaign.runs(trial, 1).forEach(run -> all.add(run, count));
      }
      all.ends.add(all.units.size());
      before = trials;
    }
    return all;
  }

  private void add(Run run, int count) {
    if (run.protection().reactsTo(run.plan())) {
      add(run.protection(), run, count);
    } else if (run.protection().isAdapted()) {
      add(run.protection(), run, 1);
    }
  }

  private void add(Protection design, Run faults, int count) {
    int firstUnit = units.size();
    for (int image = 0; image < count; image += unitImages) {
      units.add(
          new WorkUnit(
              firstNumber + units.size(),
              images.firstIndex() + image,
              Math.min(unitImages, count - image),
              subjects.size(),
              1));
    }
    subjects.add(new MachineSubject(design, faults, count, firstUnit));
  }

  /** As many as the trials' rounds where more trials follow from what is found; else one. */
  public int rounds() {
    return ends.size();
  }

  /** The units of a round, from 0. */
  public List<WorkUnit> ofRound(int round) {
    return units.subList(round == 0 ? 0 : ends.get(round - 1), ends.get(round));
  }

  /** The units of the next round; none behind the last. */
  public List<WorkUnit> next() {
    return begun == rounds() ? List.of() : ofRound(begun++);
  }

  public boolean isBegun() {
    return begun > 0;
  }

  /** The units that a run of so many trials needs. */
  public List<WorkUnit> within(int trials) {
    return units.stream().filter(unit -> subject(unit).isWithin(trials)).toList();
  }

  public boolean has(WorkUnit unit) {
    return firstNumber <= unit.number() && unit.number() < behind();
  }

  int firstNumber() {
    return firstNumber;
  }

  public WorkUnit unit(int number) {
    return units.get(number - firstNumber);
  }

  /** Behind the number of the last unit. */
  public int behind() {
    return firstNumber + units.size();
  }

  private MachineSubject subject(WorkUnit unit) {
    return subjects.get(unit.firstTrial());
  }

  /**
   * Computes the units that a store lacks.
   *
   * @param wanted in order, the only ones that are wanted
   * @throws Stopped if the time was up first
   */
  public void compute(
      UnitStore store, List<WorkUnit> wanted, ActorMachine actors, Timing timing, RunTrace trace) {
    List<WorkUnit> missing = AccuracyCampaign.missing(store, wanted);
    if (missing.isEmpty()) {
      return;
    }
    missing.forEach(unit -> subject(unit).checkMemory());
    long steps = missing.stream().mapToLong(WorkUnit::images).sum();
    try (Progress progress = Progress.of(options.progress(), options.logged(), task, steps)) {
      actors.runInOrder(
          missing.stream()
              .takeWhile(unit -> !options.deadline().isOver())
              .flatMap(unit -> jobs(unit, store, trace, progress))
              .iterator());
    }
    timing.simulated(timing.end("cycles"), actors.simulatedCycles());
    int left = AccuracyCampaign.missing(store, missing).size();
    if (left > 0) {
      throw Stopped.at(wanted.size() - left, wanted.size());
    }
  }

  private Stream<Job> jobs(WorkUnit unit, UnitStore store, RunTrace trace, Progress progress) {
    MachineSubject subject = subject(unit);
    boolean isTold = unit.firstTrial() < designs;
    List<ImageResult> results = new ArrayList<>();
    return indices(unit)
        .mapToObj(
            index -> {
              Witness witness = isTold ? trace.cycleWitness(subject.design()) : null;
              return new Job(
                  () -> subject.machine(accelerator, images, index).watchedBy(witness),
                  result -> {
                    Scope scope = new Scope(subject.design().name(), 0, 0, index);
                    trace.add(scope, witness, result.logits());
                    progress.step(1);
                    results.add(result);
                    if (results.size() == unit.images()) {
                      store.put(unit.number(), MachineCodec.write(unit, results));
                    }
                  });
            });
  }

  /** Computes a unit on this thread. */
  public byte[] compute(WorkUnit unit) {
    MachineSubject subject = subject(unit);
    subject.checkMemory();
    return MachineCodec.write(
        unit,
        indices(unit)
            .mapToObj(index -> LoopMachine.run(subject.machine(accelerator, images, index)))
            .toList());
  }

  private static IntStream indices(WorkUnit unit) {
    return IntStream.range(unit.firstImage(), unit.firstImage() + unit.images());
  }

  /** Index in the whole set of the first test image. */
  int firstImage() {
    return images.firstIndex();
  }

  List<MachineSubject> subjects() {
    return subjects;
  }

  /** What the machine did for a subject's images, in order. */
  List<ImageResult> results(MachineSubject subject, UnitStore store) {
    int count = (subject.images() + unitImages - 1) / unitImages;
    return units.subList(subject.firstUnit(), subject.firstUnit() + count).stream()
        .flatMap(unit -> MachineCodec.read(store.get(unit.number()), unit.images()).stream())
        .toList();
  }

  /** What the machine did for the first image on a design without faults. */
  public ImageResult firstImage(Protection design, UnitStore store) {
    MachineSubject own =
        subjects.stream()
            .filter(subject -> subject.design().name().equals(design.name()))
            .findFirst()
            .orElseThrow();
    return results(own, store).get(0);
  }

  /** Runs the first test image on a design without faults, on this thread. */
  public static ImageResult firstImage(
      Protection design, AcceleratorSettings chip, TestImages images) {
    MachineSubject subject = new MachineSubject(design, null, 1, 0);
    subject.checkMemory();
    return LoopMachine.run(subject.machine(chip, images, images.firstIndex()));
  }
}
