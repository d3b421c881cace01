package io.faultmesh.cli.command;

import io.faultmesh.Forecast;
import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.cli.option.ThreadsOption;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what a run will cost. */
@Command(
    name = "plan",
    description =
        "Tells what a run will cost, without making it: inferences, CPU time from a short probe on"
            + " this machine, memory. With faults.precision, for each look at which it may end.",
    footer = {
      "",
      "Example:",
      "  faultmesh plan scenarios/lenet-fashion.yaml \\",
      "      --set 'faults={ber: [1e-3], precision: {margin: 0.005}}'"
    })
public final class PlanCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;
  @Mixin private DataFolders data;
  @Mixin private ThreadsOption threads;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    RunOptions options =
        new RunOptions(
            Path.of("runs", scenario.name()), data.folders(), threads.count(), 0, 1, false);
    Forecast forecast =
        Progress.during(
            Terminal.isWatched(), "plan", () -> Forecast.of(scenario, file.folder(), options));
    Terminal.print(forecast.as(json));
    return 0;
  }
}
