package io.faultmesh.cli.command;

import io.faultmesh.cli.option.ExitCodes;
import io.faultmesh.cli.option.FinishedFolder;
import io.faultmesh.cli.option.RunnerOptions;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.optimize.Optimiser;
import io.faultmesh.optimize.Optimum;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.Scenario;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tunes a design. */
@Command(
    name = "optimize",
    aliases = "optimise",
    description =
        "Searches the parameters of the design under optimise: for the least area, energy,"
            + " cycles or accuracy loss within limits.",
    exitCodeList = "1:no design held its limits on the validation images",
    footer = {
      "",
      "Example:",
      "  faultmesh optimize scenarios/optimise-resnet20.yaml --data DIR --budget 20"
    })
public final class OptimizeCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "points to evaluate, 1 to 10,000, those of an interrupted search included; default"
              + " ${DEFAULT-VALUE}")
  private int budget = 60;

  @Option(names = "--json", description = "print JSON when it is done instead of tables")
  private boolean json;

  @Mixin private RunnerOptions runner;

  private boolean headed;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    RunOptions options = runner.options(scenario.name());
    Optimum optimum;
    try {
      optimum = Optimiser.run(scenario, file.folder(), options, budget, this::progress);
    } catch (AlreadyComplete complete) {
      return tell(complete);
    }
    print(PointLines.table("front of " + optimum.points() + " points", optimum.front()));
    print(PointLines.table("on the validation images", optimum.validated()));
    print("\nrun folder: " + optimum.folder() + "\n");
    if (json) {
      Terminal.print(Json.write(optimum));
    }
    return optimum.best() == null ? ExitCodes.CHECK_FAILED : 0;
  }

  /** Tells a finished search again, with the exit code that it had. */
  private int tell(AlreadyComplete search) {
    if (json) {
      Terminal.print(FinishedFolder.json(search.place(), Optimum.FILE));
    }
    print(search.getMessage() + "\n");
    return Files.exists(search.place().resolve(Optimum.BEST)) ? 0 : ExitCodes.CHECK_FAILED;
  }

  private void progress(Optimum.Row row) {
    print(headed ? PointLines.progress(row) : PointLines.headings() + PointLines.progress(row));
    headed = true;
  }

  private void print(String text) {
    if (!runner.quiet() && !json) {
      Terminal.print(text);
    }
  }
}
