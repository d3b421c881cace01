package io.faultmesh.cli.command;

import io.faultmesh.Simulation;
import io.faultmesh.campaign.shard.ShardRun;
import io.faultmesh.cli.option.PreparedOption;
import io.faultmesh.cli.option.RunnerOptions;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.ShardOptions;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.experiment.Shard;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.report.Findings;
import io.faultmesh.report.html.ReportFile;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.table.Printout;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a scenario. */
@Command(
    name = "run",
    description = "Runs a scenario, prints its tables and writes its run folder.",
    exitCodeList = "5:stopped in time or by SIGTERM; the same command goes on",
    footer = {"", "Example:", "  faultmesh run scenarios/lenet-fashion.yaml --set faults.trials=3"})
public final class RunCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Mixin private RunnerOptions runner;

  @Mixin private ShardOptions shards;

  @Mixin private PreparedOption prepared;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Times.class,
      description =
          "stop in time, such as after 3h50m, 90m or 30s, with exit code 5; the same command goes"
              + " on where it stopped; default: never")
  private Deadline until = Deadline.NEVER;

  @Option(
      names = "--report",
      description = "also write the HTML report, beside the run folder: see faultmesh report")
  private boolean report;

  @Option(names = "--json", description = "print JSON, as in summary.json, instead of tables")
  private boolean json;

  /** Picocli's own words for a bad value would hide what a time looks like. */
  static final class Times implements ITypeConverter<Deadline> {
    @Override
    public Deadline convert(String text) {
      return Deadline.parse(text);
    }
  }

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    Optional<Shard> shard = shards.shard();
    if (shard.isPresent()) {
      return share(scenario, shard.get());
    }
    RunOptions options = runner.options(scenario.name()).with(until, prepared.folder());
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

  private int share(Scenario scenario, Shard shard) {
    if (report || json) {
      throw new BadInputException("--report and --json show whole runs: give them to merge");
    }
    int round = shards.round();
    String name = shard.text().replace("/", "-of-") + (round == 1 ? "" : "-round-" + round);
    Path usual = Path.of("runs", scenario.name() + "-shards", name);
    RunOptions options = runner.options(usual).with(until, prepared.folder());
    Path folder = ShardRun.run(scenario, file.folder(), options, shard, round, shards.earlier());
    if (!runner.quiet()) {
      Terminal.print("shard " + shard.text() + ": " + folder + "\n");
    }
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
