package io.faultmesh.cli;

import picocli.CommandLine.Option;

/** How many threads work. */
final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads, 1 to 1024; default one per processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  int count() {
    return threads;
  }
}
