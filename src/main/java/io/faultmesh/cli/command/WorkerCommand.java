package io.faultmesh.cli.command;

import io.faultmesh.cli.option.CertificatesOption;
import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ExitCodes;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.cli.option.ThreadsOption;
import io.faultmesh.cluster.Address;
import io.faultmesh.cluster.Depot;
import io.faultmesh.cluster.actor.WorkerNode;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.Cache;
import io.faultmesh.files.CleanUps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes units of a coordinator's run. */
@Command(
    name = "worker",
    description =
        "Computes units of a coordinator's run until all are finished. It needs neither scenario nor"
            + " inputs; workers may come, go and die at any time.",
    exitCodeList = "5:stopped by --until or SIGTERM, or no coordinator was there for too long",
    footer = {"", "Example:", "  faultmesh worker --join 127.0.0.1:25520"})
public final class WorkerCommand implements Callable<Integer> {
  @Option(
      names = "--join",
      required = true,
      paramLabel = "HOST:PORT",
      description = "where the coordinator listens; no default")
  private String join;

  @Mixin private CertificatesOption certificates;

  @Mixin private DataFolders data;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = RunCommand.Times.class,
      description = "begin no more units after such a time, such as 3h50m; default: never")
  private Deadline until = Deadline.NEVER;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "wait so long for a coordinator that is not there; default: 10m")
  private Duration patience = Duration.ofMinutes(10);

  @Option(names = "--quiet", description = "print nothing but errors")
  private boolean quiet;

  /** Times, as {@code --until} takes them. */
  static final class Durations implements picocli.CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Deadline.duration("--patience", text);
    }
  }

  @Override
  public Integer call() {
    Address address = Address.parse("--join", join);
    RunOptions options =
        new RunOptions(Path.of("none"), data.folders(), threads.count(), 0, 256, false)
            .with(until, Optional.empty());
    // Whoever stops it may start it again: it joins anew.
    CleanUps.resumable(true);
    WorkerNode.End end;
    try {
      end =
          WorkerNode.work(
              address,
              certificates.of(address),
              patience,
              new Depot(Cache.ofUser().place("cluster"), data.folders()),
              options,
              Terminal.errors(quiet));
    } finally {
      CleanUps.resumable(false);
    }
    if (end == WorkerNode.End.ALONE) {
      Terminal.error("no coordinator was heard of at " + address.text() + "; giving up");
    }
    return end == WorkerNode.End.OVER ? 0 : ExitCodes.STOPPED;
  }
}
