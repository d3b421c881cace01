package io.faultmesh.cli;

import io.faultmesh.RunOptions;
import io.faultmesh.optimize.Optimiser;
import io.faultmesh.optimize.Optimum;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tunes a design. */
@Command(
    name = "optimize",
    description =
        "Searches the parameters of a design for the least area within limits."
            + " Exit code 1 means that no design held on the validation images.")
final class OptimizeCommand implements Callable<Integer> {
  private static final int NONE_HELD = 1;

  @Parameters(paramLabel = "SCENARIO", description = "a scenario file with the key optimise")
  private Path scenarioFile;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "points to evaluate, those of an interrupted search included; default 60")
  private int budget = 60;

  @Option(names = "--out", description = "the run folder; default runs/<name>")
  private Path out;

  @Mixin private DataFolders data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "sets a scenario key; a later one wins")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--threads", description = "worker threads; default one per processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--batch", description = "images per batch; default by the network's size")
  private int batch;

  @Option(names = "--quiet", description = "print nothing")
  private boolean quiet;

  @Override
  public Integer call() {
    Scenario scenario = ScenarioLoader.load(scenarioFile, settings);
    Path folder = out == null ? Path.of("runs", scenario.name()) : out;
    RunOptions options = new RunOptions(folder, data.folders(), threads, batch, 1, false);
    Consumer<String> progress = line -> print("point " + line);
    Path besides = scenarioFile.toAbsolutePath().getParent();
    Optimum optimum = Optimiser.run(scenario, besides, options, budget, progress);
    print(table("front of " + optimum.points() + " points", optimum.front()));
    print(table("on the validation images", optimum.validated()));
    print("run folder: " + folder);
    return optimum.best() == null ? NONE_HELD : 0;
  }

  private void print(String text) {
    if (!quiet) {
      System.out.println(text);
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
            "drop (95 %)"));
    for (Optimum.Row row : rows) {
      DesignSettings design = row.design();
      text.append(
          String.format(
              Locale.ROOT,
              "%5d %9.4f %-8s %4d %4d %11d %-12s %-5s %+7.2f%% %+7.2f%% %+7.2f%%"
                  + "  %.4f [%.4f, %.4f]%s%n",
              row.point(),
              design.important(),
              design.policy().name().toLowerCase(Locale.ROOT),
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
              row.feasible() ? "" : "  misses a limit"));
    }
    return text.toString();
  }
}
