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
  /** The word is read again from DRAM, which takes time and bytes; see {@link Rereading}. */
  @JsonProperty("refetch")
  REFETCH,
  /** The image has no answer; its run goes on to its end with the values as they were read. */
  @JsonProperty("stop")
  STOP
}
