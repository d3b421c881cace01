package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.nio.file.Path;

/** A complete folder that this program made and that nobody has changed. */
public final class MadeFolder {
  private final Path folder;
  private final Marker marker;

  private MadeFolder(Path folder, Marker marker) {
    this.folder = folder;
    this.marker = marker;
  }

  /**
   * Opens a folder and checks every file against its hash.
   *
   * @param remedy what to name instead, for messages
   * @throws BadInputException if it is none, or damaged
   */
  public static MadeFolder open(Path folder, String remedy) {
    FileErrors.requireFolder(folder);
    try {
      Marker marker =
          Marker.read(folder)
              .orElseThrow(
                  () ->
                      new BadInputException(
                          folder + ": was not written by faultmesh, or not to its end; " + remedy));
      for (String file : marker.files().keySet()) {
        if (!marker.owns(folder, file)) {
          throw new BadInputException(
              folder.resolve(file) + ": is missing or damaged; make " + folder + " again");
        }
      }
      return new MadeFolder(folder, marker);
    } catch (IOException e) {
      throw FileErrors.unreadable(folder, e);
    }
  }

  /** As the user named it. */
  public Path folder() {
    return folder;
  }

  public Path path(String file) {
    return folder.resolve(file);
  }

  /** What the folder's content was asked for by. */
  public String command() {
    return marker.source().command();
  }

  /** Whether the same settings and inputs made another folder, whatever the command. */
  public boolean hasSourceOf(MadeFolder other) {
    return difference(other).isEmpty();
  }

  /** In what another folder's source differs, in words; empty if in nothing. */
  public String difference(MadeFolder other) {
    Provenance own = marker.source();
    Provenance others = other.marker.source();
    if (!own.settings().equals(others.settings())) {
      return "another scenario";
    }
    if (!own.inputs().equals(others.inputs())) {
      return "other input files";
    }
    return own.program().equals(others.program()) ? "" : "another version, " + others.program();
  }

  /** Whether the inputs of a source are the folder's by content. */
  public boolean hasInputsOf(Source source) {
    return marker.source().inputs().equals(source.provenance().inputs());
  }
}
