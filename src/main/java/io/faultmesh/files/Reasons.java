package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The words for what the file system said no to. */
final class Reasons {
  private Reasons() {}

  static BadInputException unwritable(Path place, IOException cause) {
    return new BadInputException(place + ": cannot be written: " + of(cause), cause);
  }

  static String of(IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "permission denied" + at(denied);
    }
    if (cause instanceof FileAlreadyExistsException exists) {
      return "a file is in the way" + at(exists);
    }
    if (cause instanceof NoSuchFileException missing) {
      return "no such file or folder" + at(missing);
    }
    if (cause instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason() + at(failed);
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String at(FileSystemException cause) {
    return cause.getFile() == null ? "" : " (" + cause.getFile() + ")";
  }
}
