package io.faultmesh.dataset;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * An idx file of unsigned bytes: a magic number, one big-endian length per dimension, the data.
 *
 * @param lengths of the dimensions, outermost first
 * @param data exactly as many bytes as the lengths claim
 */
record IdxFile(int[] lengths, byte[] data) {
  private static final int UNSIGNED_BYTE = 0x08;

  /**
   * Reads a file, gzip or not, that must have a number of dimensions.
   *
   * @throws BadInputException if the file is missing, damaged, of another kind, or holds fewer or
   *     more bytes than its header claims
   */
  static IdxFile read(Path file, int dimensions) {
    FileErrors.requireFile(file);
    try (InputStream in = unpacked(file)) {
      byte[] header = in.readNBytes(4 + 4 * dimensions);
      if (header.length < 4 + 4 * dimensions) {
        throw DataFiles.bad(
            file, Text.format("cut short: %d bytes do not hold an idx header", header.length));
      }
      ByteBuffer numbers = ByteBuffer.wrap(header);
      int magic = numbers.getInt();
      int expected = UNSIGNED_BYTE << 8 | dimensions;
      if (magic != expected) {
        throw DataFiles.bad(
            file,
            Text.format(
                "not an idx file of bytes in %d dimension%s: its magic number is 0x%08x, not"
                    + " 0x%08x",
                dimensions, dimensions == 1 ? "" : "s", magic, expected));
      }
      long[] claimed =
          IntStream.range(0, dimensions)
              .mapToLong(i -> Integer.toUnsignedLong(numbers.getInt()))
              .toArray();
      return new IdxFile(
          Arrays.stream(claimed).mapToInt(length -> (int) length).toArray(),
          body(in, claimed, file));
    } catch (EOFException e) {
      throw new BadInputException(file + ": cut short: the gzip data ends too early", e);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  private static byte[] body(InputStream in, long[] claimed, Path file) throws IOException {
    String product =
        Arrays.stream(claimed).mapToObj(Long::toString).collect(Collectors.joining("x"));
    long size = 1;
    for (long length : claimed) {
      size *= length;
      if (length > DataFiles.MAX_BYTES || size > DataFiles.MAX_BYTES) {
        throw DataFiles.bad(
            file,
            Text.format(
                "the header claims %s bytes, the limit is %d", product, DataFiles.MAX_BYTES));
      }
    }
    // Grows with what it reads, so a lying header costs no memory.
    byte[] data = in.readNBytes((int) size);
    if (data.length < size) {
      throw DataFiles.bad(
          file,
          Text.format(
              "cut short: the header claims %s bytes, the file holds %d", product, data.length));
    }
    if (in.read() >= 0) {
      throw DataFiles.bad(file, "holds more than the " + product + " bytes its header claims");
    }
    return data;
  }

  private static InputStream unpacked(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
