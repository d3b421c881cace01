package io.faultmesh.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option by which commands take calibrations and scores from a folder. */
public final class PreparedOption {
  @Option(
      names = "--prepared",
      paramLabel = "DIR",
      description =
          "take scales and scores from what faultmesh prepare has left; default: computed, or from"
              + " the cache")
  private Path prepared;

  public Optional<Path> folder() {
    return Optional.ofNullable(prepared);
  }
}
