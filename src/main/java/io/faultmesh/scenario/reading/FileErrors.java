package io.faultmesh.scenario.reading;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Nearest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the system says of a file that cannot be used, in a user's words. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * Refuses what is no plain file that may be read.
   *
   * @throws BadInputException that says which: not there, no permission, a folder, a device
   */
  public static void requireFile(Path file) {
    BasicFileAttributes attributes = attributes(file, "file");
    if (attributes.isDirectory()) {
      throw new BadInputException(file + ": is a folder; a file is needed here");
    }
    if (!attributes.isRegularFile()) {
      throw new BadInputException(file + ": is a device or a pipe; a file is needed here");
    }
    requireReadable(file);
  }

  /**
   * Refuses what is no folder that may be read.
   *
   * @throws BadInputException that says why
   */
  public static void requireFolder(Path folder) {
    if (!attributes(folder, "folder").isDirectory()) {
      throw new BadInputException(folder + ": is no folder; a folder is needed here");
    }
    requireReadable(folder);
  }

  /**
   * Refuses a path behind which nobody may look, or that cannot be. A file may be missing there.
   *
   * @throws BadInputException that says why
   */
  static void requirePlace(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The error of a file that could not be read. */
  public static BadInputException unreadable(Path file, Exception e) {
    return new BadInputException(file + ": cannot be read: " + reason(e), e);
  }

  /** The error of what the system refused, where only the exception may name the file. */
  public static BadInputException refused(IOException e) {
    // Of these the message may be the file's name alone.
    return new BadInputException(
        e instanceof FileSystemException system && system.getFile() != null
            ? system.getFile() + ": " + reason(e)
            : e.getMessage() == null ? reason(e) : e.getMessage(),
        e);
  }

  /** The reason alone: {@code permission denied}. */
  public static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (e instanceof FileSystemLoopException) {
      return "its links go round in a circle";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    if (reason == null || reason.isBlank()) {
      return "the system does not say why";
    }
    // Names within keep their letters.
    String line = reason.strip().lines().findFirst().orElseThrow();
    return line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
  }

  private static void requireReadable(Path file) {
    if (!Files.isReadable(file)) {
      throw new BadInputException(file + ": cannot be read: permission denied");
    }
  }

  private static BasicFileAttributes attributes(Path file, String kind) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new BadInputException(file + ": no such " + kind + neighbour(file), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The nearest name in the same folder, as the end of a message. */
  private static String neighbour(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || file.getFileName() == null) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(one -> one.getFileName().toString()).sorted().toList();
      return Nearest.hint(file.getFileName().toString(), names);
    } catch (IOException e) {
      return "";
    }
  }
}
