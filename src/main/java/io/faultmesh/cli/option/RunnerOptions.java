package io.faultmesh.cli.option;

import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.files.Existing;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how, not what, a command runs. */
public final class RunnerOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "the run folder; default runs/ and the scenario's name, with a number if another is there")
  private Path out;

  @Option(
      names = "--force",
      description = "replace another result in the run folder, never anybody else's files")
  private boolean force;

  @Mixin private DataFolders data;
  @Mixin private SingleOptions single;
  @Mixin private ThreadsOption threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "images per batch, up to 4096; default 0, by the network's size")
  private int batch;

  @Option(
      names = "--dispatcher-throughput",
      paramLabel = "N",
      description =
          "messages that an actor takes in a row, 1 to 1,000,000; default ${DEFAULT-VALUE}; like the"
              + " two above it changes no result")
  private int throughput = 256;

  /** Results do not depend on it, which is what it is for. */
  @Option(names = "--kernel", hidden = true, description = "the kernels to try first")
  private KernelKind fastest = KernelKind.FUSED;

  @Option(names = "--quiet", description = "print neither tables nor progress")
  private boolean quiet;

  public boolean quiet() {
    return quiet;
  }

  public boolean isForced() {
    return force;
  }

  private Existing existing() {
    if (force) {
      return Existing.REPLACE;
    }
    return out == null ? Existing.NUMBER : Existing.REFUSE;
  }

  /** The options, with a name for the run folder where none is given. */
  public RunOptions options(String name) {
    Path folder = out == null ? Path.of("runs", name) : out;
    return options(folder, existing());
  }

  /** The options of a command whose result has one usual place, without a number behind it. */
  public RunOptions options(Path usual) {
    Existing existing = force ? Existing.REPLACE : Existing.REFUSE;
    return options(out == null ? usual : out, existing);
  }

  private RunOptions options(Path folder, Existing existing) {
    boolean progress = !quiet && Terminal.isWatched();
    return new RunOptions(
        folder,
        data.folders(),
        threads.count(),
        batch,
        throughput,
        fastest,
        progress,
        single.exhaustive(),
        single.agreed(),
        !quiet,
        existing,
        Deadline.NEVER,
        Optional.empty());
  }
}
