package io.faultmesh.campaign.single;

import io.faultmesh.campaign.SingleEffort;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.Workers;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Note;
import io.faultmesh.text.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * A scenario's single faults as units of work. A unit has the faults of some images, or a share of
 * them, and runs each under every design; what it gives are outcomes, fault by fault. Threads share
 * it.
 */
public final class SingleUnits implements AutoCloseable {
  private final RunOptions options;
  private final String task;
  private final long seed;
  private final int firstImage;
  private final SingleDesigns designs;
  private final Sample sample;
  private final WorkPlan plan;
  private final int firstNumber;
  private final SingleCampaign campaign;

  /** A step that is drawn. */
  private record Drawn(Step step, ImageOrder order) {}

  private final List<Drawn> drawn = new ArrayList<>();

  /** How many faults of each stratum the second step has; empty until the first is finished. */
  private byte[] secondStep = {};

  /** Steps whose units were asked for. */
  private int begun;

  private SingleUnits(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> named,
      int firstNumber) {
    this.options = options;
    this.task = scenario.name() + ": single faults";
    this.seed = scenario.faults().seed();
    this.firstImage = prepared.images().firstIndex();
    this.designs = SingleDesigns.of(scenario, prepared, named);
    this.sample = designs.sample(prepared);
    this.plan =
        WorkPlan.ofFaults(
            firstImage,
            sample.images(),
            sample.more() == 0 ? 1 : 2,
            sample.faults(),
            designs.all().size(),
            prepared.network().macs());
    this.firstNumber = firstNumber;
    this.campaign =
        new SingleCampaign(
            prepared.images(), scenario.accelerator(), options.fastest(), options.exhaustive());
  }

  /**
   * The units of a scenario's single faults.
   *
   * @param scenario with {@code faults.single}
   * @param named the scenario's designs
   * @param firstNumber of the units: those of accuracy come before
   */
  public static SingleUnits of(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> named,
      int firstNumber) {
    return new SingleUnits(scenario, options, prepared, named, firstNumber);
  }

  /** The same, or nothing where the scenario has no single faults. */
  public static Optional<SingleUnits> ofAny(
      Scenario scenario,
      RunOptions options,
      Preparation prepared,
      List<Protection> named,
      int firstNumber) {
    return scenario.faults().single() == null
        ? Optional.empty()
        : Optional.of(of(scenario, options, prepared, named, firstNumber));
  }

  /**
   * Tells what the faults of a scenario cost, if it has any and that is not plain: before anything
   * else of the run is computed.
   *
   * @throws io.faultmesh.scenario.BadInputException if it is much and nobody agreed
   */
  public static void announce(
      Scenario scenario, RunOptions options, Preparation prepared, List<Protection> named) {
    if (scenario.faults().single() == null) {
      return;
    }
    SingleDesigns designs = SingleDesigns.of(scenario, prepared, named);
    String cost = designs.sample(prepared).cost(designs.all().size(), options.agreed());
    if (scenario.faults().single().strata().size() > 1) {
      Note.print(cost);
    }
  }

  /** What they took in this process. */
  public SingleEffort effort() {
    return campaign.effort();
  }

  Sample sample() {
    return sample;
  }

  SingleDesigns designs() {
    return designs;
  }

  public int steps() {
    return plan.rounds().size();
  }

  /** The units of a step, from 0. */
  public List<WorkUnit> ofStep(int step) {
    return IntStream.range(plan.firstUnit(step), plan.firstUnit(step + 1))
        .mapToObj(number -> unit(firstNumber + number))
        .toList();
  }

  /** The units of all steps. */
  public List<WorkUnit> all() {
    return IntStream.range(0, steps()).boxed().flatMap(step -> ofStep(step).stream()).toList();
  }

  /** A unit by its number, with its share of the faults in the place of trials. */
  public WorkUnit unit(int number) {
    WorkUnit unit = plan.unit(number - firstNumber);
    return new WorkUnit(number, unit.firstImage(), unit.images(), unit.firstTrial(), unit.trials());
  }

  public boolean has(WorkUnit unit) {
    return unit.number() >= firstNumber;
  }

  private int stepOf(WorkUnit unit) {
    return unit.firstTrial() / plan.rounds().get(0);
  }

  /**
   * The units of the next step, when the store has those of the step before; none behind the last.
   */
  public List<WorkUnit> next(UnitStore store) {
    if (begun == steps()) {
      return List.of();
    }
    begun++;
    store.open(begun, steps());
    if (begun == 2) {
      decide(store);
    }
    return ofStep(begun - 1);
  }

  /** Draws the second step's faults by what the first has found. */
  public void decide(UnitStore store) {
    List<byte[]> named = found(0, store).subList(0, designs.named().size());
    secondStep = SingleCodec.write(sample.secondStep(step(0), named));
  }

  /** What another process must know to compute a unit. */
  public byte[] context(WorkUnit unit) {
    return stepOf(unit) == 0 ? new byte[0] : secondStep;
  }

  private synchronized Drawn drawn(int step, byte[] context) {
    if (drawn.isEmpty()) {
      add(sample.first(seed, firstImage));
    }
    if (drawn.size() == step) {
      add(sample.second(seed, firstImage, SingleCodec.readSecondStep(context)));
    }
    return drawn.get(step);
  }

  private void add(Step step) {
    drawn.add(new Drawn(step, new ImageOrder(step.faults(), plan)));
  }

  /** The faults of a step, from 0. */
  Step step(int step) {
    return drawn(step, secondStep).step;
  }

  /** Faults of a unit times designs. */
  public long inferences(WorkUnit unit) {
    int faults = drawn(stepOf(unit), secondStep).order.numbers(unit).length;
    return (long) faults * designs.ofStep(stepOf(unit)).size();
  }

  /**
   * Computes a unit on this thread.
   *
   * @param context see {@link #context}
   */
  public byte[] compute(WorkUnit unit, byte[] context) {
    return compute(unit, context, done -> {});
  }

  private byte[] compute(WorkUnit unit, byte[] context, LongConsumer told) {
    List<SingleFault> faults = drawn(stepOf(unit), context).order.faults(unit);
    List<byte[]> outcomes = new ArrayList<>();
    for (Protection design : designs.ofStep(stepOf(unit))) {
      outcomes.add(campaign.run(design, faults, told));
    }
    return SingleCodec.write(unit, outcomes);
  }

  /**
   * Computes the units that a store lacks.
   *
   * @param units of one step, the only ones that are wanted
   * @throws Stopped if the time was up first
   */
  public void compute(UnitStore store, List<WorkUnit> units) {
    List<WorkUnit> missing = units.stream().filter(unit -> !store.has(unit.number())).toList();
    if (missing.isEmpty()) {
      return;
    }
    long inferences = missing.stream().mapToLong(this::inferences).sum();
    ExecutorService threads = Executors.newFixedThreadPool(options.threads());
    try (Progress progress = Progress.of(options.progress(), options.logged(), task, inferences)) {
      List<Future<?>> pending = new ArrayList<>();
      for (WorkUnit unit : missing) {
        pending.add(threads.submit(() -> compute(store, unit, progress)));
      }
      pending.forEach(Workers::await);
    } finally {
      Workers.end(threads);
    }
    long left = missing.stream().filter(unit -> !store.has(unit.number())).count();
    if (left > 0) {
      throw Stopped.at(units.size() - left, units.size());
    }
  }

  private void compute(UnitStore store, WorkUnit unit, Progress progress) {
    if (!options.deadline().isOver()) {
      store.put(unit.number(), compute(unit, context(unit), progress::step));
    }
  }

  /**
   * What a step found.
   *
   * @param store with its units
   * @return outcomes of each of its faults, by design
   */
  List<byte[]> found(int step, UnitStore store) {
    List<byte[]> all = new ArrayList<>();
    int count = designs.ofStep(step).size();
    for (int design = 0; design < count; design++) {
      all.add(new byte[step(step).faults().size()]);
    }
    for (WorkUnit unit : ofStep(step)) {
      int[] numbers = drawn(step, secondStep).order.numbers(unit);
      List<byte[]> outcomes = SingleCodec.read(store.get(unit.number()), count, numbers.length);
      for (int design = 0; design < count; design++) {
        for (int i = 0; i < numbers.length; i++) {
          all.get(design)[numbers[i]] = outcomes.get(design)[i];
        }
      }
    }
    return all;
  }

  /** When no thread computes any more. */
  @Override
  public void close() {
    campaign.close();
  }
}
