package io.faultmesh.trace;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A DRAM trace of another tool in one of the forms of {@link RequestFormat}: a request per line,
 * cycles ascending. Empty lines and those that begin with # are passed over, as is a heading that
 * begins with {@code cycle,}. A request moves one burst of 64 bytes (ours) where the trace does not
 * say.
 */
public final class RequestFile {
  /** A row of SCALE-Sim holds as many addresses as its DRAM moves in a cycle. */
  /** Of UTF-8, whose bytes are read one by one. */
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private static final int MAX_LINE = 1 << 20;

  private final Path path;
  private final BufferedReader reader;
  private long number;

  private RequestFile(Path path, BufferedReader reader) {
    this.path = path;
    this.reader = reader;
  }

  /** Takes a request. */
  public interface Requests {

    /**
     * The next one.
     *
     * @throws IllegalArgumentException if it cannot be
     */
    void request(long cycle, long bytes);
  }

  /**
   * Whether a text file begins as a DRAM trace; else it may be a {@link FaultList}.
   *
   * @throws BadInputException if it begins as neither, or holds nothing
   */
  public static boolean isOne(Path path) {
    try (BufferedReader reader = open(path)) {
      RequestFile file = new RequestFile(path, reader);
      String first = file.request();
      if (first != null && first.startsWith(FaultList.COLUMNS.get(0))) {
        return false;
      }
      file.format(first);
      return true;
    } catch (IOException e) {
      throw FileErrors.unreadable(path, e);
    }
  }

  private static BufferedReader open(Path path) throws IOException {
    FileErrors.requireFile(path);
    return Files.newBufferedReader(path, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads all requests, one after the other.
   *
   * @throws BadInputException with the line that is wrong, or if there is none
   */
  public static void read(Path path, Requests requests) {
    try (BufferedReader reader = open(path)) {
      new RequestFile(path, reader).read(requests);
    } catch (IOException e) {
      throw FileErrors.unreadable(path, e);
    }
  }

  private void read(Requests requests) throws IOException {
    String line = request();
    RequestFormat format = format(line);
    long first = 0;
    long last = 0;
    for (long index = 0; line != null; line = request(), index++) {
      if (!format.fits(line)) {
        throw bad("not of the form of the first request, " + format);
      }
      try {
        RequestFormat.Request request = format.parse(line, index, last);
        // Time begins with a prefetch in negative cycles.
        first = index == 0 ? Math.min(0, request.cycle()) : first;
        last = request.cycle();
        if (request.bytes() > 0) {
          requests.request(last - first, request.bytes());
        }
      } catch (IllegalArgumentException e) {
        throw bad(e.getMessage());
      }
    }
  }

  private RequestFormat format(String first) {
    if (first == null) {
      throw new BadInputException(path + ": holds no requests");
    }
    RequestFormat format = RequestFormat.of(first);
    if (format == null) {
      throw bad(
          "not a DRAM request; known are "
              + RequestFormat.all()
              + ". A list of faults begins with "
              + String.join(",", FaultList.COLUMNS));
    }
    return format;
  }

  /** The next line that is a request, or null. */
  private String request() throws IOException {
    String line = line();
    if (line != null && number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
      line = line.substring(BYTE_ORDER_MARK.length());
    }
    while (line != null
        && (line.isBlank() || line.startsWith("#") || (number == 1 && line.startsWith("cycle,")))) {
      line = line();
    }
    return line;
  }

  /** The next line, which a file without line ends must not make endless. */
  private String line() throws IOException {
    number++;
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c != '\n'; c = reader.read()) {
      if (c < 0) {
        return text.length() == 0 ? null : text.toString();
      }
      if (text.length() == MAX_LINE) {
        throw bad("longer than " + MAX_LINE + " characters");
      }
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  private BadInputException bad(String what) {
    return new BadInputException(path + ":" + number + ": " + what);
  }
}
