package io.faultmesh.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Small idx files for tests. */
final class IdxBytes {
  private IdxBytes() {}

  static byte[] file(int magic, int[] lengths, int... data) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * lengths.length + data.length);
    buffer.putInt(magic);
    for (int length : lengths) {
      buffer.putInt(length);
    }
    for (int value : data) {
      buffer.put((byte) value);
    }
    return buffer.array();
  }

  /** {@code count} images of height 2 and width 3 with the samples 0, 1, 2 ... */
  static byte[] images(int count) {
    int[] data = new int[count * 6];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    return file(0x803, new int[] {count, 2, 3}, data);
  }

  static byte[] labels(int... labels) {
    return file(0x801, new int[] {labels.length}, labels);
  }

  static byte[] gzip(byte[] data) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
