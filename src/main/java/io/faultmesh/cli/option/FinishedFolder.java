package io.faultmesh.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder whose command is run again, and finds its result there. */
public final class FinishedFolder {
  private FinishedFolder() {}

  /** What the command printed as JSON when it made the folder; nothing of one that keeps none. */
  public static String text(Path json) {
    try {
      return Files.exists(json) ? Files.readString(json) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
