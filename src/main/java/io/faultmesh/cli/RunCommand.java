package io.faultmesh.cli;

import io.faultmesh.Simulation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.report.Findings;
import io.faultmesh.report.Printout;
import io.faultmesh.report.html.ReportFile;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a scenario. */
@Command(
    name = "run",
    description = "Runs a scenario, prints its tables and writes its run folder.",
    footer = {"", "Example:", "  faultmesh run scenarios/lenet-fashion.yaml --set faults.trials=3"})
final class RunCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Mixin private RunnerOptions runner;

  @Option(
      names = "--report",
      description = "also write the HTML report, beside the run folder: see faultmesh report")
  private boolean report;

  @Option(names = "--json", description = "print JSON, as in summary.json, instead of tables")
  private boolean json;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    RunOptions options = runner.options(scenario.name());
    Findings findings;
    try {
      findings = Simulation.run(scenario, file.folder(), options);
    } catch (AlreadyComplete complete) {
      report(complete.place());
      throw complete;
    }
    if (json || !runner.quiet()) {
      Terminal.print(Printout.of(findings).as(json));
    }
    report(findings.folder());
    return 0;
  }

  private void report(Path folder) {
    if (report) {
      Path page = ReportFile.beside(folder);
      ReportFile.write(
          ProgramVersion.text(), List.of(RunFiles.open(folder)), page, runner.isForced());
      if (!runner.quiet() && !json) {
        Terminal.print("report: " + page + "\n");
      }
    }
  }
}
