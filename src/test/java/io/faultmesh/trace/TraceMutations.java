package io.faultmesh.trace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Damages traces, packed or unpacked; packing damage again gets it past the checksum. */
public final class TraceMutations {
  private final List<byte[]> packed;
  private final List<byte[]> unpacked;

  public TraceMutations(List<byte[]> traces) {
    packed = traces;
    unpacked = traces.stream().map(TraceMutations::unpack).toList();
  }

  private static byte[] unpack(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** A damaged trace. */
  public byte[] next(Random random) {
    boolean repack = random.nextInt(4) > 0;
    List<byte[]> sources = repack ? unpacked : packed;
    byte[] bytes = sources.get(random.nextInt(sources.size())).clone();
    int rounds = 1 + random.nextInt(3);
    for (int i = 0; i < rounds; i++) {
      bytes = damage(random, bytes, sources);
    }
    return repack ? pack(bytes) : bytes;
  }

  private static byte[] damage(Random random, byte[] bytes, List<byte[]> sources) {
    if (bytes.length < 2) {
      return bytes;
    }
    // Most of a trace is alike; its beginning and its end are not.
    int place = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 2000));
    switch (random.nextInt(7)) {
      case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[place] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(bytes, place);
      }
      case 3 -> {
        byte[] other = sources.get(random.nextInt(sources.size()));
        return join(bytes, place, other, random.nextInt(other.length));
      }
      case 4 -> {
        // A part twice, or left out.
        return join(bytes, place, bytes, random.nextInt(bytes.length));
      }
      case 5 -> Arrays.fill(bytes, place, Math.min(bytes.length, place + 5), (byte) -1);
      default -> {
        // The version is the header's first field: tag 8, behind the tags and lengths around it.
        int version = 0;
        while (version + 1 < bytes.length && version < 20 && bytes[version] != 8) {
          version++;
        }
        bytes[version + 1 < bytes.length ? version + 1 : version] = (byte) random.nextInt(128);
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] head, int headLength, byte[] tail, int tailStart) {
    byte[] joined = Arrays.copyOf(head, headLength + tail.length - tailStart);
    System.arraycopy(tail, tailStart, joined, headLength, tail.length - tailStart);
    return joined;
  }
}
