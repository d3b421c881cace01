package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The 2-D array of processing elements.
 *
 * @param overlap whether a fold waits for the end of the previous one
 * @param drain whether output-stationary folds take R more cycles to move their sums out
 * @param voltage of the elements, as a part of the nominal one
 * @param stream length of the streams of stochastic multipliers; null for binary ones
 */
public record ArraySettings(
    @Within(low = 1, high = 1024) Integer rows,
    @Within(low = 1, high = 1024) Integer columns,
    Dataflow dataflow,
    Overlap overlap,
    Boolean drain,
    @Within(low = 0.3, high = 1) Double voltage,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Within(low = 32, high = 128) Integer stream) {

  /** What stays in the processing elements during a fold. */
  public enum Dataflow {
    @JsonProperty("output-stationary")
    OUTPUT_STATIONARY,
    @JsonProperty("weight-stationary")
    WEIGHT_STATIONARY,
    @JsonProperty("input-stationary")
    INPUT_STATIONARY
  }

  /** When the next fold starts. */
  public enum Overlap {
    /** After the previous fold has ended. */
    @JsonProperty("none")
    NONE,
    /** As soon as the first processing element is free. */
    @JsonProperty("preload")
    PRELOAD
  }

  public static final ArraySettings DEFAULT = new ArraySettings(null, null, null, null, null);

  @JsonCreator
  public ArraySettings {
    rows = Checks.within("rows", Checks.orElse(rows, 32), 1, 1024);
    columns = Checks.within("columns", Checks.orElse(columns, 32), 1, 1024);
    dataflow = Checks.orElse(dataflow, Dataflow.OUTPUT_STATIONARY);
    overlap = Checks.orElse(overlap, Overlap.PRELOAD);
    drain = Checks.orElse(drain, true);
    voltage = Checks.within("voltage", Checks.orElse(voltage, 1.0), 0.3, 1);
    if (stream != null && !List.of(32, 64, 128).contains(stream)) {
      throw new IllegalArgumentException("stream must be 32, 64 or 128, not " + stream);
    }
  }

  /** An array at nominal voltage. */
  public ArraySettings(
      Integer rows, Integer columns, Dataflow dataflow, Overlap overlap, Boolean drain) {
    this(rows, columns, dataflow, overlap, drain, null, null);
  }

  /** The same elements in fewer columns. */
  public ArraySettings withColumns(int other) {
    return new ArraySettings(rows, other, dataflow, overlap, drain, voltage, stream);
  }

  /** Cycles that a product takes: one, or that of a whole stream and one to load it. */
  public int cyclesPerProduct() {
    return stream == null ? 1 : stream + 1;
  }
}
