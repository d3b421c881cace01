package io.faultmesh.machine.fault;

import io.faultmesh.scenario.FaultSite;

/** Stages at which a batch of results can be struck and voted. */
public enum Stage {
  /** Finished int32 sums. */
  SUM,
  /** int8 results. */
  RESULT,
  /** Whole channels that the array computed three times. */
  PASS;

  /** Where its values can be struck. */
  public FaultSite site() {
    return this == SUM ? FaultSite.ACCUMULATOR : FaultSite.ACTIVATION;
  }
}
