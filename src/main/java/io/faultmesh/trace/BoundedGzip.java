package io.faultmesh.trace;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks a file, knows where it is, and refuses one that expands beyond all measure. */
final class BoundedGzip extends InputStream {
  /** Real traces expand some ten times, and no deflate stream more than 1,032 times. */
  private static final long MAX_EXPANSION = 250;

  private static final long FREE_BYTES = 1L << 24;
  private static final int BUFFER_BYTES = 1 << 14;

  /** Counts the packed bytes that were read. */
  private static final class Counting extends FilterInputStream {
    private long bytes;

    private Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }

  private final Counting packed;
  private final GZIPInputStream unpacked;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private int next;
  private long before;

  BoundedGzip(InputStream file) throws IOException {
    packed = new Counting(file);
    unpacked = new GZIPInputStream(packed, BUFFER_BYTES);
  }

  /** Unpacked bytes that were handed out. */
  long position() {
    return before + next;
  }

  /** Packed bytes that were read, some ahead. */
  long packedPosition() {
    return packed.bytes;
  }

  private boolean fill() throws IOException {
    before += filled;
    next = 0;
    filled = 0;
    filled = Math.max(0, unpacked.read(buffer, 0, BUFFER_BYTES));
    long all = before + filled;
    if (all > FREE_BYTES && all / MAX_EXPANSION > packed.bytes) {
      throw new ZipException("it expands more than " + MAX_EXPANSION + " times");
    }
    return filled > 0;
  }

  @Override
  public int read() throws IOException {
    return next == filled && !fill() ? -1 : buffer[next++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next == filled && !fill()) {
      return -1;
    }
    int count = Math.min(length, filled - next);
    System.arraycopy(buffer, next, target, offset, count);
    next += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    unpacked.close();
  }
}
