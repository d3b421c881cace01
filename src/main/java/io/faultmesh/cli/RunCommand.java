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

  @Option(names = "--dispatcher-throughput", description = "messages an actor takes in a row")
  private int throughput = 256;

  @Option(names = "--quiet", description = "print nothing")
  private boolean quiet;

  @Override
  public Integer call() {
    Scenario scenario = ScenarioLoader.load(scenarioFile, settings);
    Path folder = out == null ? Path.of("runs", scenario.name()) : out;
    boolean progress = !quiet && Boolean.getBoolean("faultmesh.terminal");
    RunOptions options =
        new RunOptions(folder, data.folders(), threads, batch, throughput, progress);
    Findings findings =
        Simulation.run(scenario, scenarioFile.toAbsolutePath().getParent(), options);
    if (!quiet) {
      System.out.print(ResultTable.of(findings));
      System.out.println("\nrun folder: " + folder);
    }
    return 0;
  }
}
