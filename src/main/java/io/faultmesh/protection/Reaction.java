package io.faultmesh.protection;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.protection.struck.Rereading;

/** What a detected word causes. */
public enum Reaction {
  /** The values go on as they were read. */
  @JsonProperty("pass")
  PASS,
  /** All values of the word become what stands for zero: the zero point. */
  @JsonProperty("zero")
  ZERO,
  /**
   * The word is read again from DRAM, which takes time and bytes; see {@link Rereading}. Where sums
   * tell that weights are wrong, these are read again, and what else is found is computed again.
   */
  @JsonProperty("refetch")
  REFETCH,
  /** The image has no answer; its run goes on to its end with the values as they were read. */
  @JsonProperty("stop")
  STOP,
  /**
   * The array computes the folds again in which it was found, which takes time and bytes; what is
   * found at the last attempt stops the image.
   */
  @JsonProperty("repeat")
  REPEAT,
  /** The dot-product unit computes the word's results again, from the layer's stored operands. */
  @JsonProperty("recompute")
  RECOMPUTE;

  /** Whether a detected word is replaced by one that comes from elsewhere. */
  public boolean replaces() {
    return this == REFETCH || this == RECOMPUTE;
  }

  /** Whether what is found in the array at an attempt leaves the image without an answer. */
  boolean stops(int attempt, int attempts) {
    return this == STOP || (isRepeated() && attempt == attempts);
  }

  /** Whether what is found there is computed again. */
  boolean repeats(int attempt, int attempts) {
    return isRepeated() && attempt < attempts;
  }

  private boolean isRepeated() {
    return this == REPEAT || this == REFETCH;
  }
}
