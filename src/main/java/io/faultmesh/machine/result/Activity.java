package io.faultmesh.machine.result;

/**
 * What a machine did for one image; each count is of events that happened, never of shapes.
 *
 * @param macs products that processing elements added up, repetitions included
 * @param checkProducts products of what checks the sums of tiles
 * @param operandBytes operands that processing elements latched to use and pass on
 * @param unitMacs products of the dot-product unit
 * @param unitFileBytes operands written into the unit's register files
 * @param requantised sums that the output stage made results of
 * @param votedResultBits bits of int8 results that a voter decided; those of registers inside the
 *     array follow from the products
 * @param vectors what the vector unit computed
 */
public record Activity(
    long macs,
    long checkProducts,
    long operandBytes,
    long unitMacs,
    long unitFileBytes,
    long requantised,
    long votedResultBits,
    Traffic inputBuffer,
    Traffic weightBuffer,
    Traffic outputBuffer,
    Vectors vectors) {

  /** Bytes read from and written to a buffer. */
  public record Traffic(long readBytes, long writtenBytes) {
    public static final Traffic NONE = new Traffic(0, 0);

    public Traffic {
      check("readBytes", readBytes);
      check("writtenBytes", writtenBytes);
    }

    private static void check(String field, long value) {
      if (value < 0) {
        throw new IllegalArgumentException(field + " must not be negative: " + value);
      }
    }

    public Traffic plus(Traffic other) {
      return new Traffic(readBytes + other.readBytes, writtenBytes + other.writtenBytes);
    }
  }

  /**
   * What the vector unit did.
   *
   * @param values that it computed on: functions of two tensors, softmax, normalisation
   * @param tableReads entries of tables that it looked up
   */
  public record Vectors(long values, long tableReads) {
    public static final Vectors NONE = new Vectors(0, 0);

    public Vectors {
      Traffic.check("values", values);
      Traffic.check("tableReads", tableReads);
    }

    public Vectors plus(Vectors other) {
      return new Vectors(values + other.values, tableReads + other.tableReads);
    }
  }

  public static final Activity NONE =
      new Activity(0, 0, 0, 0, 0, 0, 0, Traffic.NONE, Traffic.NONE, Traffic.NONE);

  public Activity {
    Traffic.check("macs", macs);
    Traffic.check("checkProducts", checkProducts);
    Traffic.check("operandBytes", operandBytes);
    Traffic.check("unitMacs", unitMacs);
    Traffic.check("unitFileBytes", unitFileBytes);
    Traffic.check("requantised", requantised);
    Traffic.check("votedResultBits", votedResultBits);
  }

  /** Without a vector unit. */
  public Activity(
      long macs,
      long checkProducts,
      long operandBytes,
      long unitMacs,
      long unitFileBytes,
      long requantised,
      long votedResultBits,
      Traffic inputBuffer,
      Traffic weightBuffer,
      Traffic outputBuffer) {
    this(
        macs,
        checkProducts,
        operandBytes,
        unitMacs,
        unitFileBytes,
        requantised,
        votedResultBits,
        inputBuffer,
        weightBuffer,
        outputBuffer,
        Vectors.NONE);
  }

  public static Activity ofVectors(Vectors vectors) {
    return new Activity(0, 0, 0, 0, 0, 0, 0, Traffic.NONE, Traffic.NONE, Traffic.NONE, vectors);
  }

  public static Activity ofArray(long macs, long operandBytes) {
    return new Activity(
        macs, 0, operandBytes, 0, 0, 0, 0, Traffic.NONE, Traffic.NONE, Traffic.NONE);
  }

  public static Activity ofChecks(long products) {
    return new Activity(0, products, 0, 0, 0, 0, 0, Traffic.NONE, Traffic.NONE, Traffic.NONE);
  }

  public static Activity ofUnit(long macs, long fileBytes, long requantised) {
    return new Activity(
        0, 0, 0, macs, fileBytes, requantised, 0, Traffic.NONE, Traffic.NONE, Traffic.NONE);
  }

  public static Activity ofLane(long requantised) {
    return new Activity(0, 0, 0, 0, 0, requantised, 0, Traffic.NONE, Traffic.NONE, Traffic.NONE);
  }

  public static Activity ofVotes(long bits) {
    return new Activity(0, 0, 0, 0, 0, 0, bits, Traffic.NONE, Traffic.NONE, Traffic.NONE);
  }

  public static Activity ofBuffers(Traffic input, Traffic weight, Traffic output) {
    return new Activity(0, 0, 0, 0, 0, 0, 0, input, weight, output);
  }

  public Activity plus(Activity other) {
    return new Activity(
        macs + other.macs,
        checkProducts + other.checkProducts,
        operandBytes + other.operandBytes,
        unitMacs + other.unitMacs,
        unitFileBytes + other.unitFileBytes,
        requantised + other.requantised,
        votedResultBits + other.votedResultBits,
        inputBuffer.plus(other.inputBuffer),
        weightBuffer.plus(other.weightBuffer),
        outputBuffer.plus(other.outputBuffer),
        vectors.plus(other.vectors));
  }
}
