package io.faultmesh.cli.command;

import io.faultmesh.campaign.PreparedFolder;
import io.faultmesh.cli.option.RunnerOptions;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Decides what floating point decides, once for all shards. */
@Command(
    name = "prepare",
    description =
        "Calibrates and scores a scenario once, so that shards on different machines start from"
            + " the same scales.",
    footer = {"", "Example:", "  faultmesh prepare scenarios/lenet-fashion.yaml --out prepared"})
public final class PrepareCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Mixin private RunnerOptions runner;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    RunOptions options = runner.options(Path.of("runs", scenario.name() + "-prepared"));
    Path folder =
        Progress.during(
            options.progress(),
            scenario.name() + ": preparation",
            () -> PreparedFolder.write(scenario, file.folder(), options));
    if (!runner.quiet()) {
      Terminal.print("prepared: " + folder + "\n");
    }
    return 0;
  }
}
