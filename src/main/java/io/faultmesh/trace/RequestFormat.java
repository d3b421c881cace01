package io.faultmesh.trace;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the tools write their DRAM traces, a line per request:
 *
 * <ul>
 *   <li>SCALE-Sim (github.com/scalesim-project/scale-sim-v2, {@code memory/read_buffer.py}): {@code
 *       cycle,address,address,...}, all as floats; -1 where a place of the row is not used. An
 *       address is one byte; the first cycles are negative, for they prefetch.
 *   <li>DRAMsim3 (github.com/umd-memsys/DRAMsim3, {@code src/common.cc}): {@code address READ
 *       cycle}, the address hexadecimal with or without 0x. A request that comes late is sent late.
 *   <li>Ramulator 1 (github.com/CMU-SAFARI/ramulator, {@code Processor.cpp}): {@code 0xADDRESS R};
 *       without a type it reads.
 *   <li>Ramulator 2 (github.com/CMU-SAFARI/ramulator2, {@code memory_trace}): {@code LD address} or
 *       {@code ST address}, or {@code R} or {@code W} and the address by parts, {@code 0,1,2}.
 * </ul>
 *
 * Ramulator's traces name no cycles: it sends a request in every cycle that takes one.
 */
enum RequestFormat {
  PLAIN("cycle,address,read|write", "\\s*,\\s*"),
  SCALE_SIM("SCALE-Sim's cycle,address,address,...", "\\s*,\\s*"),
  DRAMSIM3("DRAMsim3's address READ|WRITE cycle", "\\s+"),
  RAMULATOR_1("Ramulator's 0xADDRESS R|W", "\\s+"),
  RAMULATOR_2("Ramulator 2's LD|ST address", "\\s+"),
  RAMULATOR_2_PARTS("Ramulator 2's R|W channel,rank,...", "\\s+");

  /** Bytes of a request where the format does not say. */
  static final int BURST_BYTES = 64;

  private static final BigInteger ADDRESSES = BigInteger.ONE.shiftLeft(Long.SIZE - 1);
  private static final BigDecimal CYCLES = BigDecimal.valueOf(1L << 53);

  private final String form;
  private final Pattern separator;

  RequestFormat(String form, String separator) {
    this.form = form;
    this.separator = Pattern.compile(separator);
  }

  /**
   * A request.
   *
   * @param cycle may be negative
   * @param bytes 0 where a row of SCALE-Sim holds no address
   */
  record Request(long cycle, int bytes) {}

  @Override
  public String toString() {
    return form;
  }

  static String all() {
    return Arrays.stream(values()).map(RequestFormat::toString).collect(Collectors.joining("; "));
  }

  /** The format of a line, or null. */
  static RequestFormat of(String line) {
    return Arrays.stream(values()).filter(format -> format.fits(line)).findFirst().orElse(null);
  }

  private String[] fields(String line) {
    return separator.split(line.strip().toLowerCase(Locale.ROOT), -1);
  }

  /** Whether a line has this form; its numbers may still be too large. */
  boolean fits(String line) {
    String[] fields = fields(line);
    String last = fields[fields.length - 1];
    return switch (this) {
      case PLAIN ->
          fields.length == 3
              && fields[0].matches("\\d+")
              && isAddress(fields[1])
              && last.matches("r|w|read|write");
      case SCALE_SIM -> fields.length > 1 && Arrays.stream(fields).allMatch(RequestFormat::isFloat);
      case DRAMSIM3 ->
          fields.length == 3
              && isHex(fields[0])
              && fields[1].matches("read|write|p_mem_rd|p_mem_wr|p_fetch|boff")
              && last.matches("\\d+");
      case RAMULATOR_1 ->
          fields.length == 1
              ? last.matches("0x[0-9a-f]+")
              : fields.length == 2 && isHex(fields[0]) && last.matches("r|w");
      case RAMULATOR_2 -> fields.length == 2 && fields[0].matches("ld|st") && isAddress(last);
      case RAMULATOR_2_PARTS ->
          fields.length == 2 && fields[0].matches("r|w") && last.matches("[\\d,]+");
    };
  }

  /**
   * Reads a line that {@link #fits}.
   *
   * @param index of the request, from 0
   * @param last the cycle of the request in front, or 0
   * @throws IllegalArgumentException if a number is too large
   */
  Request parse(String line, long index, long last) {
    String[] fields = fields(line);
    switch (this) {
      case PLAIN -> checkAddress(fields[1], 10);
      case DRAMSIM3, RAMULATOR_1 -> checkAddress(fields[0], 16);
      case RAMULATOR_2 -> checkAddress(fields[1], 10);
      case SCALE_SIM, RAMULATOR_2_PARTS -> {}
    }
    return switch (this) {
      case PLAIN -> new Request(cycle(fields[0]), BURST_BYTES);
      case DRAMSIM3 -> new Request(Math.max(last, cycle(fields[2])), BURST_BYTES);
      case SCALE_SIM -> {
        long bytes = Arrays.stream(fields).skip(1).filter(field -> !field.startsWith("-")).count();
        yield new Request(cycle(fields[0]), (int) bytes);
      }
      case RAMULATOR_1, RAMULATOR_2, RAMULATOR_2_PARTS -> new Request(index, BURST_BYTES);
    };
  }

  private static void checkAddress(String field, int radix) {
    boolean hex = field.startsWith("0x");
    BigInteger address = new BigInteger(hex ? field.substring(2) : field, hex ? 16 : radix);
    if (address.compareTo(ADDRESSES) >= 0) {
      throw new IllegalArgumentException(
          "the address " + field + " is too large; addresses are below 2^63");
    }
  }

  private static long cycle(String field) {
    BigDecimal cycle = new BigDecimal(field);
    if (cycle.abs().compareTo(CYCLES) > 0) {
      throw new IllegalArgumentException("the cycle " + field + " is too large");
    }
    return cycle.longValue();
  }

  /** A whole number as numpy prints a float. */
  private static boolean isFloat(String field) {
    return field.matches("-?\\d{1,40}(\\.0*)?")
        || (field.matches("-?\\d\\.\\d{1,40}e\\+?\\d\\d")
            && new BigDecimal(field).stripTrailingZeros().scale() <= 0);
  }

  private static boolean isAddress(String field) {
    return field.matches("\\d+|0x[0-9a-f]+");
  }

  private static boolean isHex(String field) {
    return field.matches("(0x)?[0-9a-f]+");
  }
}
