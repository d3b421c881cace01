package io.faultmesh.cli;

import io.faultmesh.RunOptions;
import io.faultmesh.Simulation;
import io.faultmesh.report.Findings;
import io.faultmesh.report.ResultTable;
import io.faultmesh.scenario.Scenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a scenario. */
@Command(
    name = "run",
    description = "Runs a scenario, prints its tables and writes its run folder.",
    footer = {"", "Example:", "  faultmesh run scenarios/lenet-fashion.yaml --set faults.trials=3"})
final class RunCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Mixin private RunnerOptions runner;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    RunOptions options = runner.options(scenario.name());
    Findings findings = Simulation.run(scenario, file.folder(), options);
    if (!runner.quiet()) {
      Terminal.print(ResultTable.of(findings) + "\nrun folder: " + findings.folder() + "\n");
    }
    return 0;
  }
}
