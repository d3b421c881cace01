package io.faultmesh.campaign.single;

import io.faultmesh.campaign.MachineUnits;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.files.RunFolder;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Note;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A scenario's single faults on all its designs.
 *
 * @param safety figures for a safety case; null where the scenario has no rate
 * @param names of the network's layers by number
 */
public record SingleFaults(
    SingleFindings findings, SafetyFindings safety, Map<Integer, String> names) {
  private static final int TRIED_IMAGES = 4;
  private static final int TRIED = 2000;

  /**
   * Runs single faults alone.
   *
   * @param scenario with {@code faults.single}
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws io.faultmesh.scenario.BadInputException if anything that the scenario names cannot be
   *     used, or costs much and nobody agreed
   */
  public static SingleFaults run(Scenario scenario, Path besides, RunOptions options) {
    FileLookup files = new FileLookup(besides, options.data());
    try (Inputs inputs = Inputs.open(scenario, files, Optional.empty())) {
      Preparation prepared =
          Progress.during(
              options.progress(),
              scenario.name() + ": calibration",
              () -> inputs.calibrate(options.threads()));
      List<Protection> designs =
          Progress.during(options.progress(), scenario.name() + ": scores", prepared::protections);
      SingleUnits.announce(scenario, options, prepared, designs);
      try (SingleUnits units = SingleUnits.of(scenario, options, prepared, designs, 0)) {
        SingleFaults found =
            of(
                units,
                UnitStore.inMemory(),
                scenario,
                prepared,
                design ->
                    MachineUnits.firstImage(design, scenario.accelerator(), prepared.images()));
        Note.print(units.effort().line());
        return found;
      }
    }
  }

  /**
   * Runs the single faults of a scenario that is prepared.
   *
   * @param store of units, of which some may be there
   * @param onMachine what the machine did for an image on a design without faults; asked for a
   *     safety case only
   * @throws io.faultmesh.campaign.Stopped if the time was up first, or others are to compute
   *     another step
   */
  public static SingleFaults of(
      SingleUnits units,
      UnitStore store,
      Scenario scenario,
      Preparation prepared,
      Function<Protection, ImageResult> onMachine) {
    for (List<WorkUnit> step = units.next(store); !step.isEmpty(); step = units.next(store)) {
      units.compute(store, step);
    }
    List<List<byte[]>> found =
        IntStream.range(0, units.steps()).mapToObj(step -> units.found(step, store)).toList();
    List<Step> steps = IntStream.range(0, units.steps()).mapToObj(units::step).toList();
    SingleFindings findings = new SingleFindings(units.sample(), steps);
    List<Protection> designs = units.designs().named();
    for (int i = 0; i < designs.size(); i++) {
      int design = i;
      findings.add(designs.get(i).name(), found.stream().map(masks -> masks.get(design)).toList());
    }
    SafetyFindings safety =
        scenario.safety() == null
            ? null
            : safety(scenario, prepared, designs, found.get(0), units.step(0).faults(), onMachine);
    return new SingleFaults(findings, safety, names(prepared));
  }

  /**
   * Compares each design, and each mechanism of it by itself, with the bare array.
   *
   * @param found by design, as {@link SingleDesigns#all} has them
   */
  private static SafetyFindings safety(
      Scenario scenario,
      Preparation prepared,
      List<Protection> designs,
      List<byte[]> found,
      List<SingleFault> faults,
      Function<Protection, ImageResult> onMachine) {
    AcceleratorSettings chip = scenario.accelerator();
    Iterator<byte[]> others = found.subList(designs.size(), found.size()).iterator();
    byte[] bare = others.next();
    double confidence = scenario.faults().single().confidence();
    SafetyFindings safety = new SafetyFindings(scenario.safety(), chip, confidence, faults, bare);
    for (int i = 0; i < designs.size(); i++) {
      Protection design = designs.get(i);
      Residencies residencies = new Residencies(design, onMachine.apply(design));
      safety.add(design, residencies, found.get(i));
      for (DesignSettings one : SingleDesigns.alone(design)) {
        byte[] masks = design.mechanisms().size() == 1 ? found.get(i) : others.next();
        safety.addMechanism(design, prepared.protection(one), residencies, masks);
      }
    }
    return safety;
  }

  /**
   * What the single faults of a scenario cost.
   *
   * @param cpuSeconds from some faults of a few images
   * @param bytes of tensors that a thread needs
   */
  public record Cost(long inferences, double cpuSeconds, long bytes) {}

  /** Tries some of the faults under each design. */
  public static Cost cost(
      Scenario scenario, RunOptions options, Preparation prepared, List<Protection> designs) {
    SingleDesigns all = SingleDesigns.of(scenario, prepared, designs);
    Sample sample = all.sample(prepared);
    List<SingleFault> drawn =
        sample.first(scenario.faults().seed(), prepared.images().firstIndex()).faults();
    Set<Integer> images =
        drawn.stream()
            .map(SingleFault::image)
            .distinct()
            .limit(TRIED_IMAGES)
            .collect(Collectors.toSet());
    List<SingleFault> faults =
        drawn.stream()
            .filter(fault -> images.contains(fault.image()))
            .limit(TRIED)
            .sorted(Comparator.comparingInt(SingleFault::image))
            .toList();
    double seconds = 0;
    long bytes = 0;
    try (SingleCampaign campaign =
        new SingleCampaign(
            prepared.images(), scenario.accelerator(), options.fastest(), options.exhaustive())) {
      for (Protection design : designs) {
        SingleCampaign.Tried tried = campaign.attempt(design, faults);
        seconds += tried.cpuSeconds() / faults.size() / designs.size();
        bytes = Math.max(bytes, tried.bytes());
      }
    }
    long inferences = sample.faults() * all.all().size();
    return new Cost(inferences, inferences * seconds, bytes);
  }

  private static Map<Integer, String> names(Preparation prepared) {
    Map<Integer, String> names = new TreeMap<>();
    prepared.golden().layers().forEach(layer -> names.put(layer.index(), layer.node().name()));
    return names;
  }

  /**
   * Writes the tables into a run's folder.
   *
   * @return what the run prints of them
   */
  public String write(RunFolder folder) {
    folder.write("vulnerability.csv", findings.vulnerabilityCsv());
    folder.write("worst-faults.csv", findings.worstFaultsCsv());
    folder.write("undetected-faults.csv", findings.undetectedFaultsCsv());
    if (safety != null) {
      folder.write("safety.csv", safety.csv());
      folder.write("safety.json", safety.json());
      folder.write("coverage.csv", safety.coverageCsv());
    }
    return findings.totals() + (safety == null ? "" : safety.text());
  }
}
