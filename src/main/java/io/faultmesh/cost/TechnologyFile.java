package io.faultmesh.cost;

import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.InputFile;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads technology files. */
public final class TechnologyFile {
  private static final String STANDARD = "/technology/hyca-40nm.yaml";

  private static final int MAX_BYTES = 1 << 20;

  private TechnologyFile() {}

  /**
   * Reads a file, or the built-in one.
   *
   * @param name as in the scenario; null means the built-in technology
   * @throws io.faultmesh.scenario.BadInputException if it is missing or is not a technology file
   */
  public static Technology load(String name, FileLookup files) {
    if (name == null) {
      return standard();
    }
    Path file = files.find(name);
    return parse(file.toString(), InputFile.text(file, "technology file", MAX_BYTES));
  }

  /** The technology that comes with the program. */
  public static Technology standard() {
    try (InputStream in = TechnologyFile.class.getResourceAsStream(STANDARD)) {
      return parse(STANDARD, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Technology parse(String source, String text) {
    return ScenarioLoader.read(source, text, Technology.class);
  }
}
