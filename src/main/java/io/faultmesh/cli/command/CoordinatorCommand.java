package io.faultmesh.cli.command;

import io.faultmesh.Simulation;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.shard.CrewRun;
import io.faultmesh.cli.option.CertificatesOption;
import io.faultmesh.cli.option.PreparedOption;
import io.faultmesh.cli.option.RunnerOptions;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.cluster.Address;
import io.faultmesh.cluster.actor.CoordinatorNode;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.report.Findings;
import io.faultmesh.report.table.Printout;
import io.faultmesh.scenario.Scenario;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a scenario on the workers of a cluster. */
@Command(
    name = "coordinator",
    description =
        "Runs a scenario whose units of work are computed by the workers that join, and writes the"
            + " run folder that one run writes.",
    exitCodeList = "5:stopped in time or by SIGTERM; the same command goes on",
    footer = {
      "",
      "Example:",
      "  faultmesh coordinator scenarios/lenet-fashion.yaml --listen 127.0.0.1:25520"
    })
public final class CoordinatorCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      description = "where workers join; HOST is a name or address that they reach; no default")
  private String listen;

  @Mixin private CertificatesOption certificates;

  @Mixin private RunnerOptions runner;

  @Mixin private PreparedOption prepared;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = RunCommand.Times.class,
      description = "stop in time, as run does; default: never")
  private Deadline until = Deadline.NEVER;

  @Option(names = "--json", description = "print JSON, as in summary.json, instead of tables")
  private boolean json;

  @Override
  public Integer call() {
    Address address = Address.parse("--listen", listen);
    Scenario scenario = file.load();
    RunOptions options = runner.options(scenario.name()).with(until, prepared.folder());
    Consumer<String> said = Terminal.errors(runner.quiet());
    CoordinatorNode node =
        new CoordinatorNode(address, address.listen(), certificates.of(address), until, said);
    try {
      CrewRun.run(scenario, file.folder(), options, node);
    } catch (Stopped e) {
      node.account().lines().forEach(said);
      throw e;
    }
    node.account().lines().forEach(said);
    Findings findings = Simulation.run(scenario, file.folder(), options);
    if (json || !runner.quiet()) {
      Terminal.print(Printout.of(findings).as(json));
    }
    return 0;
  }
}
