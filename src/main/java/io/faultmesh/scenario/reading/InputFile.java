package io.faultmesh.scenario.reading;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the text of small files that a user names. */
public final class InputFile {
  /** What some editors and spreadsheets write in front of UTF-8. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private InputFile() {}

  /** A text, or its first line, without what some programs write in front; null stays null. */
  public static String withoutMark(String text) {
    return text != null && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /**
   * The whole text of a small file in UTF-8.
   *
   * @throws BadInputException if there is none, or more than {@code maxBytes}
   */
  public static String text(Path file, String kind, int maxBytes) {
    FileErrors.requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new BadInputException(
            file + ": over " + (maxBytes >> 20) + " MiB; this is not a " + kind);
      }
      return withoutMark(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": cannot be read as text: it is not UTF-8", e);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
