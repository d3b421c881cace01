package io.faultmesh.dataset;

import io.faultmesh.text.Text;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's format: a magic number, a header that is a Python dictionary, the values in
 * row-major order.
 *
 * @param shape of the array, at least one dimension
 * @param type letter (f, i, u) and bytes of a value
 * @param values as they are stored
 */
record NpyFile(List<Integer> shape, String type, ByteBuffer values) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([fiu][1248])'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*False");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  /**
   * Reads a file.
   *
   * @throws io.faultmesh.scenario.BadInputException if it is no array of numbers in row-major
   *     order, or holds more or less than its header claims
   */
  static NpyFile read(Path file) {
    ByteBuffer bytes = ByteBuffer.wrap(DataFiles.readAll(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte magic : MAGIC) {
      if (!bytes.hasRemaining() || bytes.get() != magic) {
        throw DataFiles.bad(file, "not a NumPy array file (.npy)");
      }
    }
    int lengthBytes = bytes.remaining() < 2 ? 0 : bytes.getShort() % 256 == 1 ? 2 : 4;
    if (lengthBytes == 0 || bytes.remaining() < lengthBytes) {
      throw DataFiles.bad(file, "cut short within its header");
    }
    long length =
        lengthBytes == 2
            ? Short.toUnsignedLong(bytes.getShort())
            : Integer.toUnsignedLong(bytes.getInt());
    if (length > bytes.remaining()) {
      throw DataFiles.bad(file, "cut short within its header");
    }
    byte[] header = new byte[(int) length];
    bytes.get(header);
    String text = new String(header, StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!type.find() || type.group(2).equals("f1") || type.group(2).equals("f2")) {
      throw DataFiles.bad(file, "its values are of no supported type: float32, float64, integers");
    }
    if (!ORDER.matcher(text).find() || !shape.find()) {
      throw DataFiles.bad(file, "is not in row-major order; save numpy.ascontiguousarray of it");
    }
    List<Integer> sides = sides(file, shape.group(1));
    // A header may claim anything.
    BigInteger claimed = new BigInteger(type.group(2).substring(1));
    for (int side : sides) {
      claimed = claimed.multiply(BigInteger.valueOf(side));
    }
    if (!claimed.equals(BigInteger.valueOf(bytes.remaining()))) {
      throw DataFiles.bad(
          file,
          Text.format(
              "the header claims %d bytes of values, the file holds %d",
              claimed, bytes.remaining()));
    }
    boolean big = type.group(1).equals(">");
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyFile(sides, type.group(2), bytes.slice().order(order));
  }

  private static List<Integer> sides(Path file, String text) {
    List<Integer> sides = new ArrayList<>();
    for (String side : text.split(",", -1)) {
      if (!side.isBlank()) {
        try {
          sides.add(Integer.parseInt(side.strip()));
        } catch (NumberFormatException e) {
          throw DataFiles.bad(file, "its shape (" + text + ") is too large");
        }
      }
    }
    if (sides.isEmpty() || sides.contains(0)) {
      throw DataFiles.bad(file, "its shape (" + text + ") holds nothing");
    }
    return List.copyOf(sides);
  }

  /** The value with a number in row-major order. Any thread may ask. */
  double value(int index) {
    return switch (type) {
      case "f4" -> values.getFloat(index * Float.BYTES);
      case "f8" -> values.getDouble(index * Double.BYTES);
      case "i1" -> values.get(index);
      case "u1" -> values.get(index) & 0xff;
      case "i2" -> values.getShort(index * Short.BYTES);
      case "u2" -> values.getShort(index * Short.BYTES) & 0xffff;
      case "i4" -> values.getInt(index * Integer.BYTES);
      case "u4" -> values.getInt(index * Integer.BYTES) & 0xffffffffL;
      default -> values.getLong(index * Long.BYTES);
    };
  }
}
