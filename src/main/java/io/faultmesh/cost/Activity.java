package io.faultmesh.cost;

/**
 * What a machine did for one image; each count is of events that happened, never of shapes.
 *
 * @param macs products that processing elements added up, repetitions included
 * @param operandBytes operands that processing elements latched, to use or to pass on
 * @param unitMacs products of the dot-product unit
 * @param unitFileBytes operands written into the unit's register files
 * @param votedResultBits bits of results that a voter decided
 * @param dramBytes moved in either direction
 */
public record Activity(
    long macs,
    long operandBytes,
    long unitMacs,
    long unitFileBytes,
    long votedResultBits,
    Traffic inputBuffer,
    Traffic weightBuffer,
    Traffic outputBuffer,
    long dramBytes) {

  /** Bytes read from and written to a buffer. */
  public record Traffic(long readBytes, long writtenBytes) {
    public Traffic {
      check("readBytes", readBytes);
      check("writtenBytes", writtenBytes);
    }
  }

  public Activity {
    check("macs", macs);
    check("operandBytes", operandBytes);
    check("unitMacs", unitMacs);
    check("unitFileBytes", unitFileBytes);
    check("votedResultBits", votedResultBits);
    check("dramBytes", dramBytes);
  }

  private static void check(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(field + " must not be negative: " + value);
    }
  }
}
