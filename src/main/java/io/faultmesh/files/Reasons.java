package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The words for what the file system said no to. */
final class Reasons {
  private Reasons() {}

  static BadInputException unwritable(Path place, IOException cause) {
    return new BadInputException(place + ": cannot be written: " + of(cause), cause);
  }

  static String of(IOException cause) {
    String reason =
        cause instanceof FileAlreadyExistsException
            ? "a file is in the way"
            : FileErrors.reason(cause);
    return cause instanceof FileSystemException failed && failed.getFile() != null
        ? reason + " (" + failed.getFile() + ")"
        : reason;
  }
}
