package io.faultmesh.cli;

import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A scenario file and the keys that the command line sets on top. */
final class ScenarioFile {
  @Parameters(paramLabel = "SCENARIO", description = "the scenario file")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "sets a scenario key; a later one wins")
  private List<String> settings = new ArrayList<>();

  Scenario load() {
    return ScenarioLoader.load(file, settings);
  }

  /** The folder against which the scenario's relative paths are looked up first. */
  Path folder() {
    return file.toAbsolutePath().getParent();
  }
}
