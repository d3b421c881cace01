package io.faultmesh.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder whose command is run again, and finds its result there. */
public final class FinishedFolder {
  private FinishedFolder() {}

  /**
   * What the command printed as JSON when it made the folder.
   *
   * @param name of the file that keeps it; without such a file the text is empty
   */
  public static String json(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
