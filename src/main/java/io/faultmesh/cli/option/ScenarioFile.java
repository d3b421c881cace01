package io.faultmesh.cli.option;

import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A scenario file and the keys that the command line sets on top. */
public final class ScenarioFile {
  @Parameters(paramLabel = "SCENARIO", description = "the scenario file (YAML)")
  private Path file;

  @Mixin private Settings settings;

  public Scenario load() {
    return ScenarioLoader.load(file, settings.given());
  }

  public Path path() {
    return file;
  }

  /** The folder against which the scenario's relative paths are looked up first. */
  public Path folder() {
    return file.toAbsolutePath().getParent();
  }
}
