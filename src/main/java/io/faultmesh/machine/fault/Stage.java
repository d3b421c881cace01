package io.faultmesh.machine.fault;

/** Stages at which a batch of results can be struck and voted. */
public enum Stage {
  /** Finished int32 sums. */
  SUM,
  /** int8 results. */
  RESULT,
  /** Whole channels that the array computed three times. */
  PASS
}
