package io.faultmesh.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What every file that a user names must be: a plain one that may be read. */
public final class InputFile {
  private InputFile() {}

  /**
   * Refuses what is missing, a folder, a pipe or device (which may never end), or locked.
   *
   * @param kind what the file should be, for the message
   * @throws BadInputException with the reason
   */
  public static void require(Path file, String kind) {
    BasicFileAttributes found = requireAccess(file);
    if (found == null) {
      throw new BadInputException(file + ": no such " + kind);
    }
    if (found.isDirectory()) {
      throw new BadInputException(file + ": is a folder, a " + kind + " is needed");
    }
    if (!found.isRegularFile()) {
      throw new BadInputException(file + ": is a pipe or a device, a plain " + kind + " is needed");
    }
    if (!Files.isReadable(file)) {
      throw new BadInputException(file + ": cannot be read: permission denied");
    }
  }

  /** What a path names, or null; refuses paths where nobody may look. */
  static BasicFileAttributes requireAccess(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The whole text of a small file in UTF-8.
   *
   * @throws BadInputException if there is none, or more than {@code maxBytes}
   */
  public static String text(Path file, String kind, int maxBytes) {
    require(file, kind);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new BadInputException(
            file + ": over " + (maxBytes >> 20) + " MiB; this is not a " + kind);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": cannot be read as text: it is not UTF-8", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Says why a file could not be read. */
  public static BadInputException unreadable(Path file, Exception cause) {
    String message =
        cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
    String reason = cause.getClass().getSimpleName();
    if (cause instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (message != null && !message.isBlank()) {
      reason = message.lines().findFirst().orElseThrow().strip();
    }
    return new BadInputException(file + ": cannot be read: " + reason, cause);
  }
}
