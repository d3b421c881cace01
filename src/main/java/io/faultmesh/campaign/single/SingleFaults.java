package io.faultmesh.campaign.single;

import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.files.RunFolder;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
      return of(scenario, options, prepared, designs);
    }
  }

  /** Runs the single faults of a scenario that is prepared. */
  public static SingleFaults of(
      Scenario scenario, RunOptions options, Preparation prepared, List<Protection> designs) {
    Sample sample = sample(prepared, designs);
    int passes = passes(scenario, designs);
    String cost = sample.cost(passes, options.agreed());
    if (scenario.faults().single().strata().size() > 1) {
      System.err.println("faultmesh: note: " + cost);
    }
    SingleCampaign campaign =
        new SingleCampaign(
            prepared.images(),
            scenario.accelerator(),
            options.threads(),
            options.fastest(),
            options.exhaustive());
    String name = scenario.name() + ": single faults";
    try (Progress progress =
        Progress.of(options.progress(), options.logged(), name, sample.faults() * passes)) {
      long seed = scenario.faults().seed();
      int firstImage = prepared.images().firstIndex();
      Step first = sample.first(seed, firstImage);
      List<byte[]> found = new ArrayList<>();
      for (Protection design : designs) {
        found.add(campaign.run(design, first.faults(), progress::step));
      }
      SingleFindings findings;
      if (sample.more() == 0) {
        findings = new SingleFindings(sample, List.of(first));
        for (int i = 0; i < designs.size(); i++) {
          findings.add(designs.get(i).name(), List.of(found.get(i)));
        }
      } else {
        Step second = sample.second(seed, firstImage, first, found);
        findings = new SingleFindings(sample, List.of(first, second));
        for (int i = 0; i < designs.size(); i++) {
          byte[] more = campaign.run(designs.get(i), second.faults(), progress::step);
          findings.add(designs.get(i).name(), List.of(found.get(i), more));
        }
      }
      SafetyFindings safety = null;
      if (scenario.safety() != null) {
        Runner runner = design -> campaign.run(design, first.faults(), progress::step);
        safety = safety(scenario, prepared, designs, found, first.faults(), runner);
      }
      return new SingleFaults(findings, safety, names(prepared));
    }
  }

  /** Runs all faults under a design. */
  private interface Runner {
    byte[] run(Protection design);
  }

  /** How often all faults run: for a safety case on the bare array, and under each mechanism. */
  private static int passes(Scenario scenario, List<Protection> designs) {
    int passes = designs.size();
    if (scenario.safety() != null) {
      passes++;
      for (Protection design : designs) {
        passes += design.mechanisms().size() > 1 ? design.mechanisms().size() : 0;
      }
    }
    return passes;
  }

  /** Compares each design, and each mechanism of it by itself, with the bare array. */
  private static SafetyFindings safety(
      Scenario scenario,
      Preparation prepared,
      List<Protection> designs,
      List<byte[]> found,
      List<SingleFault> faults,
      Runner runner) {
    AcceleratorSettings chip = scenario.accelerator();
    byte[] bare = runner.run(prepared.bare(prepared.golden()));
    double confidence = scenario.faults().single().confidence();
    SafetyFindings safety = new SafetyFindings(scenario.safety(), chip, confidence, faults, bare);
    for (int i = 0; i < designs.size(); i++) {
      Protection design = designs.get(i);
      Residencies residencies = Residencies.of(design, chip, prepared.images());
      safety.add(design, residencies, found.get(i));
      for (DesignSettings one : design.settings().alone(design.dppu())) {
        Protection alone = prepared.protection(one);
        byte[] masks = design.mechanisms().size() == 1 ? found.get(i) : runner.run(alone);
        safety.addMechanism(design, alone, residencies, masks);
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
    Sample sample = sample(prepared, designs);
    long passes = passes(scenario, designs);
    List<SingleFault> drawn =
        sample.first(scenario.faults().seed(), prepared.images().firstIndex()).faults();
    Set<Integer> images =
        drawn.stream()
            .map(SingleFault::image)
            .distinct()
            .limit(TRIED_IMAGES)
            .collect(Collectors.toSet());
    List<SingleFault> faults =
        drawn.stream().filter(fault -> images.contains(fault.image())).limit(TRIED).toList();
    double seconds = 0;
    long bytes = 0;
    SingleCampaign campaign =
        new SingleCampaign(
            prepared.images(), scenario.accelerator(), 1, options.fastest(), options.exhaustive());
    for (Protection design : designs) {
      SingleCampaign.Tried tried = campaign.attempt(design, faults);
      seconds += tried.cpuSeconds() / faults.size() / designs.size();
      bytes = Math.max(bytes, tried.bytes());
    }
    long inferences = sample.faults() * passes;
    return new Cost(inferences, inferences * seconds, bytes);
  }

  /** The faults that all designs meet. */
  private static Sample sample(Preparation prepared, List<Protection> designs) {
    int images = prepared.images().count();
    FaultPlan struck = prepared.plan(Ber.of(0), null);
    Sample sample = Sample.of(prepared.faults(), designs.get(0), struck, images);
    for (Protection design : designs) {
      if (!Sample.of(prepared.faults(), design, struck, images).equals(sample)) {
        throw new BadInputException(
            "faults.single: operands and elements have numbers that hold on one array only; design "
                + design.name()
                + " has another array than "
                + designs.get(0).name());
      }
    }
    return sample;
  }

  private static Map<Integer, String> names(Preparation prepared) {
    Map<Integer, String> names = new TreeMap<>();
    prepared.golden().layers().forEach(layer -> names.put(layer.index(), layer.node().name()));
    return names;
  }

  /** Writes the tables into a run's folder. */
  public void write(RunFolder folder) {
    folder.write("vulnerability.csv", findings.vulnerabilityCsv());
    folder.write("worst-faults.csv", findings.worstFaultsCsv());
    folder.write("undetected-faults.csv", findings.undetectedFaultsCsv());
    if (safety != null) {
      folder.write("safety.csv", safety.csv());
      folder.write("safety.json", safety.json());
      folder.write("coverage.csv", safety.coverageCsv());
    }
  }
}
