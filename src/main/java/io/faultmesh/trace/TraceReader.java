package io.faultmesh.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import io.faultmesh.trace.format.End;
import io.faultmesh.trace.format.Name;
import io.faultmesh.trace.format.Record;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a trace record by record. Whatever is wrong with the file is a {@link BadInputException}
 * that says at which record and byte; memory is bounded whatever the file claims.
 */
public final class TraceReader implements Closeable {
  /** A scenario has at most 1 MiB, and no other record comes near. */
  private static final int MAX_RECORD_BYTES = 1 << 21;

  private static final int MAX_COMPONENTS = 1 << 17;
  private static final int MAX_NAME_LENGTH = 200;
  private static final long MAX_RECORDS = 4_000_000_000L;

  private final Path path;
  private final BoundedGzip in;
  private final TraceHeader header;
  private final List<String> components = new ArrayList<>();
  private long records;
  private long recordStart;
  private List<TraceResult> results;
  private final int version;

  private TraceReader(Path path, BoundedGzip in) {
    this.path = path;
    this.in = in;
    Record first = read();
    if (first.getKindCase() != Record.KindCase.HEADER) {
      throw bad("it does not begin with a header", null);
    }
    version = first.getHeader().getFormatVersion();
    if (version < 1 || version > Formats.VERSION) {
      throw bad(
          Text.format(
              "format version %s is %s; this program reads versions 1 to %d",
              Integer.toUnsignedString(version),
              version == 0 ? "unknown" : "newer",
              Formats.VERSION),
          null);
    }
    header = checked(() -> Formats.header(first.getHeader()));
  }

  /**
   * Opens a trace and reads its header.
   *
   * @throws BadInputException if it is not a trace that this program reads
   */
  public static TraceReader open(Path path) {
    FileErrors.requireFile(path);
    BoundedGzip in = unpack(path);
    try {
      return new TraceReader(path, in);
    } catch (BadInputException e) {
      closeQuietly(in);
      throw e;
    }
  }

  /** Whether a file begins as traces do. */
  public static boolean isPacked(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    } catch (IOException e) {
      throw FileErrors.unreadable(path, e);
    }
  }

  private static BoundedGzip unpack(Path path) {
    InputStream file = null;
    try {
      file = Files.newInputStream(path);
      return new BoundedGzip(file);
    } catch (IOException e) {
      closeQuietly(file);
      throw new BadInputException(path + ": not a trace: it is no gzip file", e);
    }
  }

  private static void closeQuietly(InputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      // What is wrong with the file is being told already.
      return;
    }
  }

  /** The version of the format in which the file is written. */
  int formatVersion() {
    return version;
  }

  public TraceHeader header() {
    return header;
  }

  /** The next scope or event; null when the trace is over and was whole. */
  public TraceRecord next() {
    while (results == null) {
      Record record = read();
      switch (record.getKindCase()) {
        case SCOPE -> {
          return checked(() -> Formats.scope(record.getScope()));
        }
        case EVENT -> {
          String component = component(record.getEvent().getComponent());
          return checked(() -> Formats.event(record.getEvent(), component));
        }
        case NAME -> name(record.getName());
        case END -> end(record.getEnd());
        case HEADER -> throw bad("a second header", null);
        case KIND_NOT_SET -> throw bad("it holds nothing that this program knows", null);
      }
    }
    return null;
  }

  /** What the recorded run measured; known when {@link #next} has given null. */
  public List<TraceResult> results() {
    return results;
  }

  /** Where the reader stands, for messages. */
  public String position() {
    return Text.format("record %d at byte %d (unpacked)", records, recordStart);
  }

  private String component(int id) {
    if (id < 0 || id >= components.size()) {
      throw bad("component " + Integer.toUnsignedString(id) + " has no name", null);
    }
    return components.get(id);
  }

  private void name(Name name) {
    boolean inOrder = name.getId() == components.size() && name.getId() < MAX_COMPONENTS;
    if (!inOrder || name.getComponent().length() > MAX_NAME_LENGTH) {
      throw bad("component " + Integer.toUnsignedString(name.getId()) + " is out of order", null);
    }
    components.add(name.getComponent());
  }

  private void end(End end) {
    if (end.getRecords() != records - 1) {
      throw bad(
          Text.format(
              "the end counts %s records, but %d came before it",
              Long.toUnsignedString(end.getRecords()), records - 1),
          null);
    }
    List<TraceResult> measured = checked(() -> Formats.results(end));
    try {
      if (in.read() != -1) {
        throw bad("more follows behind the end", null);
      }
    } catch (IOException e) {
      throw bad(e);
    }
    results = measured;
  }

  private Record read() {
    records++;
    recordStart = in.position();
    if (records > MAX_RECORDS) {
      throw bad("more records than " + MAX_RECORDS, null);
    }
    try {
      int length = length();
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return Record.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw bad("no valid record", e);
    } catch (IOException e) {
      throw bad(e);
    }
  }

  /** A record's length: seven bits per byte, low ones first. */
  private int length() throws IOException {
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      int part = in.read();
      if (part < 0) {
        throw new EOFException();
      }
      length |= (long) (part & 0x7f) << shift;
      if (length > MAX_RECORD_BYTES || shift > 28) {
        throw bad("it claims more than " + MAX_RECORD_BYTES + " bytes", null);
      }
      if (part < 0x80) {
        return (int) length;
      }
    }
  }

  private interface Conversion<T> {
    T convert();
  }

  private <T> T checked(Conversion<T> conversion) {
    try {
      return conversion.convert();
    } catch (IllegalArgumentException e) {
      throw bad(e.getMessage(), e);
    }
  }

  private BadInputException bad(IOException e) {
    if (e instanceof EOFException) {
      return bad("the trace is cut short: its end is missing", e);
    }
    return bad(
        Text.format("damaged near byte %d of the file: %s", in.packedPosition(), reason(e)), e);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it cannot be read" : e.getMessage();
  }

  private BadInputException bad(String what, Exception cause) {
    return new BadInputException(path + ": " + position() + ": " + what, cause);
  }

  @Override
  public void close() {
    closeQuietly(in);
  }
}
