package io.faultmesh.campaign;

import io.faultmesh.campaign.MachineOverhead.FirstImage;
import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.UnitWork;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.AreaModel;
import io.faultmesh.cost.Performance;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.timing.DesignCost;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One design after the other on the same network, images and faults: everything that designs share
 * is prepared once. The same design gives the same figures as in a run.
 */
public final class Workbench implements AutoCloseable {
  private final Scenario scenario;
  private final RunOptions options;
  private final Preparation prepared;
  private Performance bare;
  private FirstImage bareImage;

  private Workbench(Scenario scenario, RunOptions options, Preparation prepared) {
    this.scenario = scenario;
    this.options = options;
    this.prepared = prepared;
  }

  /**
   * Opens, calibrates and scores.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @param designs whose quantisations and scores may be asked for
   * @throws BadInputException if anything that the scenario names cannot be used
   */
  public static Workbench open(
      Scenario scenario, Path besides, RunOptions options, List<DesignSettings> designs) {
    FileLookup files = new FileLookup(besides, options.data());
    Inputs inputs = Inputs.open(scenario, files, Optional.empty());
    Preparation prepared = inputs.calibrate(designs, options.threads());
    designs.forEach(prepared::protection);
    return new Workbench(scenario, options, prepared);
  }

  /**
   * Checks that everything a scenario names is there, without calibrating, and that its images have
   * labels.
   *
   * @param designs that will be asked for
   * @return the files that are read
   * @throws BadInputException if not
   */
  public static List<Path> check(
      Scenario scenario, Path besides, RunOptions options, List<DesignSettings> designs) {
    FileLookup files = new FileLookup(besides, options.data());
    try (Inputs inputs = Inputs.open(scenario, files, Optional.empty())) {
      if (!inputs.images().isLabelled()) {
        throw new BadInputException(
            scenario.dataset().path()
                + ": its images have no labels; a search needs them to measure the accuracy that a"
                + " design loses");
      }
      return inputs.files(files, designs);
    }
  }

  /** A design, definite. */
  public Protection protection(DesignSettings design) {
    return prepared.protection(design);
  }

  public AreaModel areas() {
    return prepared.areas();
  }

  public Area area(DesignSettings design) {
    return areas().of(protection(design));
  }

  /**
   * What the machine takes for the first image beyond the scenario's array without protection: in
   * the mean of the trials for a design whose checks react to the scenario's faults, else without
   * faults.
   */
  public MachineOverhead overhead(DesignSettings settings) {
    if (bareImage == null) {
      bareImage = firstImage(prepared.bare(prepared.golden()));
    }
    Protection design = protection(settings);
    FaultPlan plan = plan();
    if (!design.reactsTo(plan)) {
      return MachineOverhead.of(List.of(firstImage(design)), bareImage);
    }
    List<FirstImage> struck =
        IntStream.range(0, prepared.faults().trials())
            .mapToObj(trial -> new Run(design, plan, trial))
            .map(run -> firstImage(run.protection(), faults(run)))
            .toList();
    return MachineOverhead.of(struck, bareImage);
  }

  /** Whether checks may make an image take longer under the scenario's faults. */
  public boolean reacts(Protection design) {
    return design.reactsTo(plan());
  }

  private FaultPlan plan() {
    return prepared.plan(prepared.faults().points().get(0), null);
  }

  private static DesignFaults faults(Run run) {
    Protection design = run.protection();
    FlipTally tally = new FlipTally(design.layers().size());
    return new DesignFaults(run.plan(), run.trial(), design, tally);
  }

  /** A design's area, and what the machine takes for the first image, without faults. */
  public DesignCost cost(DesignSettings design) {
    return cost(protection(design));
  }

  private DesignCost cost(Protection built) {
    FirstImage first = firstImage(built);
    return new DesignCost(areas().of(built), first.energy(), first.result().layers());
  }

  private FirstImage firstImage(Protection built) {
    return firstImage(built, null);
  }

  private FirstImage firstImage(Protection built, DesignFaults faults) {
    int index = prepared.images().firstIndex();
    byte[] pixels = TestImages.quantise(prepared.images().test(index), built.network(), index);
    Machine machine = Machine.of(built, scenario.accelerator(), faults, index, pixels);
    ImageResult result = LoopMachine.run(machine);
    return new FirstImage(result, prepared.energies().of(built, result));
  }

  /** Time and traffic of the scenario's array without protection. */
  public Performance bare() {
    if (bare == null) {
      bare = Performance.of(prepared.bare(prepared.golden()));
    }
    return bare;
  }

  /** All images and trials of the scenario at its first bit error rate. */
  public DesignTally tally(Protection design) {
    List<IntegerNetwork> networks =
        design.network().equals(prepared.golden())
            ? List.of(prepared.golden())
            : List.of(prepared.golden(), design.network());
    TestImages images = prepared.images();
    AccuracyMeasurement accuracy =
        new AccuracyMeasurement(networks, List.of(design), prepared, null);
    WorkPlan plan =
        WorkPlan.of(
            images.firstIndex(),
            images.count(),
            prepared.faults().trials(),
            accuracy.cells().size(),
            prepared.network().macs(),
            false);
    UnitWork work = new UnitWork(accuracy, plan, null);
    try (Campaign campaign =
        new Campaign(
            networks,
            accuracy.changingGolden(),
            images,
            options.threads(),
            options.batch(),
            options.fastest())) {
      campaign.execute(
          plan.units().iterator(),
          (lane, unit) -> work.compute(lane, unit, campaign.batch()),
          accuracy::add);
    }
    return accuracy.cells().get(0).tally();
  }

  /**
   * Leaves a copy of the scores in a folder.
   *
   * @param place opens a file in it
   */
  public void save(Function<String, OutputStream> place) {
    prepared.scores().save(place);
  }

  @Override
  public void close() {
    prepared.close();
  }
}
