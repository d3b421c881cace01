package io.faultmesh.campaign;

import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.Cache;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A folder with all that floating point decides in a scenario: calibrations and scores. */
public final class PreparedFolder {
  private PreparedFolder() {}

  /**
   * Calibrates and scores, and writes the folder.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @return the folder
   */
  public static Path write(Scenario scenario, Path besides, RunOptions options) {
    FileLookup files = new FileLookup(besides, options.data());
    try (Inputs inputs = Inputs.of(scenario, files, options.prepared())) {
      Source source =
          new Source(
              ProgramVersion.text(),
              "prepare",
              ScenarioLoader.write(scenario) + ProgramVersion.build(),
              inputs.deciding(files));
      try (RunFolder folder = RunFolder.create(options.out(), options.existing(), source)) {
        Preparation prepared = inputs.calibrate(options.threads());
        prepared.protections();
        folder.write("scenario.yaml", ScenarioLoader.write(scenario));
        for (Map.Entry<String, byte[]> decision : prepared.decisions().entrySet()) {
          try (OutputStream out = folder.stream(Cache.fileName(decision.getKey()))) {
            out.write(Cache.entry(decision.getKey(), decision.getValue()));
          }
        }
        folder.complete();
        return folder.target();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
