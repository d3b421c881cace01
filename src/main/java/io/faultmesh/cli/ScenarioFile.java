package io.faultmesh.cli;

import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A scenario file and the keys that the command line sets on top. */
final class ScenarioFile {
  @Parameters(paramLabel = "SCENARIO", description = "the scenario file (YAML)")
  private Path file;

  @Mixin private Settings settings;

  Scenario load() {
    return ScenarioLoader.load(file, settings.given());
  }

  Path path() {
    return file;
  }

  /** The folder against which the scenario's relative paths are looked up first. */
  Path folder() {
    return file.toAbsolutePath().getParent();
  }
}
