package io.faultmesh.cli.option;

import picocli.CommandLine.Option;

/** How many threads work. */
public final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads, 1 to 1024; default one per processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  public int count() {
    return threads;
  }
}
