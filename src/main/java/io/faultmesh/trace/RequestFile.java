package io.faultmesh.trace;

import io.faultmesh.scenario.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A plain DRAM trace of another tool: a line {@code cycle,address,read} or {@code
 * cycle,address,write} per request, cycles ascending; {@code R} and {@code W} will do, a heading
 * may stand in front. A request moves one burst of 64 bytes (ours).
 */
public final class RequestFile {
  /** Bytes of a request. */
  public static final int BURST_BYTES = 64;

  private static final int MAX_LINE = 200;

  private RequestFile() {}

  /** Takes a request. */
  public interface Requests {

    /**
     * The next one.
     *
     * @throws IllegalArgumentException if it cannot be
     */
    void request(long cycle, long address, boolean write);
  }

  /** Whether a CSV file begins as a plain trace, and not as a {@link FaultList}. */
  public static boolean isOne(Path path) {
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      String first = line(path, 1, reader);
      return first != null && (first.startsWith("cycle,") || isRequest(first));
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read", e);
    }
  }

  private static boolean isRequest(String line) {
    return line.toLowerCase(Locale.ROOT)
        .matches("\\s*\\d{1,18}\\s*,\\s*(0x[0-9a-f]{1,15}|\\d{1,18})\\s*,\\s*(r|w|read|write)\\s*");
  }

  /**
   * Reads all requests, one after the other.
   *
   * @throws BadInputException with the line that is wrong
   */
  public static void read(Path path, Requests requests) {
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      long number = 1;
      for (String line = line(path, 1, reader); line != null; line = line(path, number, reader)) {
        boolean heading = number == 1 && line.startsWith("cycle,");
        if (!heading && !line.isBlank()) {
          request(path, number, line, requests);
        }
        number++;
      }
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read", e);
    }
  }

  /** The next line, which a file without line ends must not make endless. */
  private static String line(Path path, long number, BufferedReader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c != '\n'; c = reader.read()) {
      if (c < 0) {
        return text.length() == 0 ? null : text.toString();
      }
      if (text.length() == MAX_LINE) {
        throw bad(path, number, "longer than " + MAX_LINE + " characters");
      }
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  private static void request(Path path, long number, String line, Requests requests) {
    if (!isRequest(line)) {
      throw bad(path, number, "not of the form cycle,address,read or cycle,address,write");
    }
    String[] fields = line.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1);
    try {
      requests.request(
          Long.parseLong(fields[0]), Long.decode(fields[1]), fields[2].startsWith("w"));
    } catch (IllegalArgumentException e) {
      throw bad(path, number, e.getMessage());
    }
  }

  private static BadInputException bad(Path path, long line, String what) {
    return new BadInputException(path + ":" + line + ": " + what);
  }
}
