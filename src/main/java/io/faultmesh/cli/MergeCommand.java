package io.faultmesh.cli;

import io.faultmesh.Simulation;
import io.faultmesh.campaign.ShardSet;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.report.Findings;
import io.faultmesh.report.Printout;
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
    footer = {"", "Example:", "  faultmesh merge runs/lenet-fashion-shards/* --out runs/lenet"})
final class MergeCommand implements Callable<Integer> {
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
