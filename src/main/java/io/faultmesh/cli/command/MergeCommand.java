package io.faultmesh.cli.command;

import io.faultmesh.Simulation;
import io.faultmesh.campaign.shard.ShardSet;
import io.faultmesh.cli.option.PreparedOption;
import io.faultmesh.cli.option.RunnerOptions;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.report.Findings;
import io.faultmesh.report.table.Printout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds up shards. */
@Command(
    name = "merge",
    description = "Adds up the shards of a run and writes the run folder that one run writes.",
    exitCodeList = "5:another round of shards is needed",
    footer = {"", "Example:", "  faultmesh merge runs/lenet-fashion-shards/* --out runs/lenet"})
public final class MergeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SHARD",
      arity = "1..*",
      description = "the folders of all shards, in any order")
  private List<Path> shards;

  @Mixin private RunnerOptions runner;

  @Mixin private PreparedOption prepared;

  @Option(names = "--json", description = "print JSON, as in summary.json, instead of tables")
  private boolean json;

  @Override
  public Integer call() {
    RunOptions options =
        runner.options(ShardSet.name(shards.get(0))).with(Deadline.NEVER, prepared.folder());
    Findings findings = Simulation.merge(shards, options);
    if (json || !runner.quiet()) {
      Terminal.print(Printout.of(findings).as(json));
    }
    return 0;
  }
}
