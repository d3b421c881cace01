package io.faultmesh.cli.option;

import picocli.CommandLine.Option;

/** How single faults are run; nothing here changes a result. */
public final class SingleOptions {
  @Option(
      names = "--exhaustive",
      description =
          "run each single fault (faults.single) through the whole network, instead of from its"
              + " layer on while anything differs; changes no result")
  private boolean exhaustive;

  @Option(
      names = "--yes",
      description = "agree to more than 1,000,000 inferences with single faults")
  private boolean agreed;

  public boolean exhaustive() {
    return exhaustive;
  }

  public boolean agreed() {
    return agreed;
  }
}
