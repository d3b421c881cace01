package io.faultmesh.cli;

import io.faultmesh.RunOptions;
import io.faultmesh.Simulation;
import io.faultmesh.report.Findings;
import io.faultmesh.report.ResultTable;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario. */
@Command(name = "run", description = "Runs a scenario and writes its run folder.")
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SCENARIO", description = "the scenario file")
  private Path scenarioFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "sets a scenario key; a later one wins")
  private List<String> settings = new ArrayList<>();

  @Mixin private RunnerOptions runner;

  @Override
  public Integer call() {
    Scenario scenario = ScenarioLoader.load(scenarioFile, settings);
    RunOptions options = runner.options(scenario.name());
    Findings findings =
        Simulation.run(scenario, scenarioFile.toAbsolutePath().getParent(), options);
    if (!runner.quiet()) {
      System.out.print(ResultTable.of(findings));
      System.out.println("\nrun folder: " + options.out());
    }
    return 0;
  }
}
