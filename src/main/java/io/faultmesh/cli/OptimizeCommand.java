package io.faultmesh.cli;

import io.faultmesh.RunOptions;
import io.faultmesh.optimize.Optimiser;
import io.faultmesh.optimize.Optimum;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tunes a design. */
@Command(
    name = "optimize",
    aliases = "optimise",
    description =
        "Searches the parameters of the design under optimise: for the least area within limits.",
    exitCodeList = "1:no design held its limits on the validation images",
    footer = {
      "",
      "Example:",
      "  faultmesh optimize scenarios/optimise-resnet20.yaml --data DIR --budget 20"
    })
final class OptimizeCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "points to evaluate, 1 to 10000, those of an interrupted search included; default"
              + " ${DEFAULT-VALUE}")
  private int budget = 60;

  @Mixin private RunnerOptions runner;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    RunOptions options = runner.options(scenario.name());
    Consumer<String> progress = line -> print("point " + line);
    Optimum optimum = Optimiser.run(scenario, file.folder(), options, budget, progress);
    print(table("front of " + optimum.points() + " points", optimum.front()));
    print(table("on the validation images", optimum.validated()));
    print("run folder: " + options.out());
    return optimum.best() == null ? ExitCodes.CHECK_FAILED : 0;
  }

  private void print(String text) {
    if (!runner.quiet()) {
      Terminal.print(text + "\n");
    }
  }

  private static String table(String title, List<Optimum.Row> rows) {
    StringBuilder text = new StringBuilder(System.lineSeparator());
    text.append(
        String.format(
            Locale.ROOT,
            "%s:%n%5s %9s %-8s %4s %4s %11s %-12s %-5s %8s %8s %8s  %s%n",
            title,
            "point",
            "important",
            "policy",
            "bits",
            "",
            "multipliers",
            "truncations",
            "reuse",
            "area",
            "cycles",
            "DRAM",
            "drop (95 %), on other images below"));
    for (Optimum.Row row : rows) {
      DesignSettings design = row.design();
      text.append(
          String.format(
              Locale.ROOT,
              "%5d %9.4f %-8s %4d %4d %11d %-12s %-5s %+7.2f%% %+7.2f%% %+7.2f%%"
                  + "  %.4f [%.4f, %.4f]  %.4f%s%n",
              row.point(),
              design.important(),
              design.policy().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              design.ordinaryBits(),
              design.importantBits(),
              design.dppu().multipliers(),
              design.quantisation().truncations(),
              design.dppu().reuse(),
              100 * row.areaOverhead(),
              100 * row.cycleLoss(),
              100 * row.bandwidthLoss(),
              row.drop(),
              row.dropLow(),
              row.dropHigh(),
              row.dropBound(),
              row.feasible() ? "" : "  misses a limit"));
    }
    return text.toString();
  }
}
