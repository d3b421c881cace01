package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A file to which records are appended, each of them whole or absent: a record carries its length
 * and checksum, and what a killed process has left of one is cut off when the file is opened again.
 * Records are known by numbers; the first of a number counts. Threads may share it.
 */
public final class RecordLog implements Closeable {
  private static final int MAGIC = 0x464D524C;
  private static final int HEADER_BYTES = 3 * Integer.BYTES + Long.BYTES;
  private static final int MAX_BYTES = 1 << 30;

  private record Place(long offset, int bytes) {}

  private final Path file;
  private final Map<Long, Place> places = new TreeMap<>();
  private final OutputStream out;
  private final RandomAccessFile in;
  private long end;

  private RecordLog(Disk disk, Path file, boolean writable) throws IOException {
    this.file = file;
    if (writable && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      disk.create(file).close();
    }
    in = new RandomAccessFile(file.toFile(), "r");
    index();
    if (writable && end < Files.size(file)) {
      disk.truncate(file, end);
    }
    out = writable ? disk.extend(file) : null;
  }

  /** Opens a log to append to, or starts it. */
  static RecordLog open(Disk disk, Path file) {
    try {
      return new RecordLog(disk, file, true);
    } catch (IOException e) {
      throw Reasons.unwritable(file, e);
    }
  }

  /** Writes records in their order as another log. */
  public synchronized void copy(List<Long> numbers, OutputStream to) throws IOException {
    for (long number : numbers) {
      write(number, get(number).orElseThrow(), to);
    }
  }

  /** Writes a record as part of another log. */
  public static void write(long number, byte[] content, OutputStream to) throws IOException {
    to.write(record(number, content));
  }

  /** Opens a log to read. */
  public static RecordLog read(Path file) {
    try {
      return new RecordLog(new Disk(), file, false);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + Reasons.of(e), e);
    }
  }

  private void index() throws IOException {
    byte[] all = new byte[0];
    while (true) {
      in.seek(end);
      try {
        if (in.readInt() != MAGIC) {
          return;
        }
        long number = in.readLong();
        int bytes = in.readInt();
        int crc = in.readInt();
        if (bytes < 0 || bytes > MAX_BYTES || bytes > in.length() - end) {
          return;
        }
        all = all.length >= bytes ? all : new byte[bytes];
        in.readFully(all, 0, bytes);
        if (crc != crc(number, all, bytes)) {
          return;
        }
        places.putIfAbsent(number, new Place(end + HEADER_BYTES, bytes));
        end += HEADER_BYTES + bytes;
      } catch (EOFException e) {
        return;
      }
    }
  }

  private static int crc(long number, byte[] content, int bytes) {
    CRC32 crc = new CRC32();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (number >>> shift));
    }
    crc.update(content, 0, bytes);
    return (int) crc.getValue();
  }

  /** Whether nothing stands behind the last whole record. */
  public synchronized boolean isWhole() {
    try {
      return end == in.length();
    } catch (IOException e) {
      return false;
    }
  }

  /** The numbers of all records. */
  public synchronized List<Long> numbers() {
    return List.copyOf(places.keySet());
  }

  public synchronized boolean has(long number) {
    return places.containsKey(number);
  }

  public synchronized int size() {
    return places.size();
  }

  public synchronized Optional<byte[]> get(long number) {
    Place place = places.get(number);
    if (place == null) {
      return Optional.empty();
    }
    byte[] content = new byte[place.bytes];
    try {
      in.seek(place.offset);
      in.readFully(content);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + Reasons.of(e), e);
    }
    return Optional.of(content);
  }

  /** Appends a record; one of the same number that is there stays. */
  public synchronized void put(long number, byte[] content) {
    if (places.containsKey(number)) {
      return;
    }
    try {
      out.write(record(number, content));
    } catch (IOException e) {
      throw Reasons.unwritable(file, e);
    }
    places.put(number, new Place(end + HEADER_BYTES, content.length));
    end += HEADER_BYTES + content.length;
  }

  /** A record's bytes. */
  private static byte[] record(long number, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER_BYTES + content.length);
    try (DataOutputStream data = new DataOutputStream(bytes)) {
      data.writeInt(MAGIC);
      data.writeLong(number);
      data.writeInt(content.length);
      data.writeInt(crc(number, content, content.length));
      data.write(content);
    }
    return bytes.toByteArray();
  }

  @Override
  public synchronized void close() {
    try {
      in.close();
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      throw Reasons.unwritable(file, e);
    }
  }
}
