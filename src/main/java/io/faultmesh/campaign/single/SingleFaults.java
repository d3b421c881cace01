package io.faultmesh.campaign.single;

import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.RunFolder;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FileLookup;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A scenario's single faults on all its designs.
 *
 * @param names of the network's layers by number
 */
public record SingleFaults(SingleFindings findings, Map<Integer, String> names) {

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
      Preparation prepared = inputs.calibrate(options.threads());
      return of(scenario, options, prepared, prepared.protections());
    }
  }

  /** Runs the single faults of a scenario that is prepared. */
  public static SingleFaults of(
      Scenario scenario, RunOptions options, Preparation prepared, List<Protection> designs) {
    Sample sample = Sample.of(prepared.faults(), designs.get(0), prepared.images().count());
    String cost = sample.cost(designs.size(), options.agreed());
    if (scenario.faults().single().strata().size() > 1) {
      System.err.println("faultmesh: note: " + cost);
    }
    SingleCampaign campaign =
        new SingleCampaign(
            prepared.images(), options.threads(), options.fastest(), options.exhaustive());
    Map<Integer, String> names = new TreeMap<>();
    prepared.golden().layers().forEach(layer -> names.put(layer.index(), layer.node().name()));
    String name = scenario.name() + ": single faults";
    long steps = sample.faults() * designs.size();
    try (Progress progress = Progress.of(options.progress(), name, steps)) {
      return new SingleFaults(
          SingleFindings.run(
              campaign,
              sample,
              designs,
              scenario.faults().seed(),
              prepared.images().firstIndex(),
              progress::step),
          names);
    }
  }

  /** Writes the tables into a run's folder. */
  public void write(RunFolder folder) {
    folder.write("vulnerability.csv", findings.vulnerabilityCsv());
    folder.write("worst-faults.csv", findings.worstFaultsCsv());
  }
}
