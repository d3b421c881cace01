package io.faultmesh.safety;

import io.faultmesh.measure.WeightedShare;

/**
 * What single faults of one structure did on the bare array and under a design. One thread fills
 * it.
 */
public final class FaultCounts {
  private final WeightedShare dangerous = new WeightedShare();
  private final WeightedShare covered = new WeightedShare();
  private final WeightedShare undetected = new WeightedShare();
  private final WeightedShare told = new WeightedShare();
  private final WeightedShare latent = new WeightedShare();

  /**
   * Adds faults that did the same.
   *
   * @param weight of each: how long data like those it strikes stand in the structure
   * @param harms whether they change the answer of the bare array
   * @param escapes whether they do so under the design, and no check flags them
   * @param isTold whether a check under the design corrected or flagged them
   */
  public FaultCounts add(
      long faults, double weight, boolean harms, boolean escapes, boolean isTold) {
    dangerous.add(faults, harms ? faults : 0, weight);
    undetected.add(faults, escapes ? faults : 0, weight);
    boolean isCovered = harms && !escapes;
    told.add(faults, isCovered && isTold ? faults : 0, weight);
    latent.add(faults, isCovered && !isTold ? faults : 0, weight);
    if (harms) {
      covered.add(faults, escapes ? 0 : faults, weight);
    }
    return this;
  }

  /** Faults that change the answer of the bare array. */
  WeightedShare dangerous() {
    return dangerous;
  }

  /** Of these, those that are not undetected under the design. */
  WeightedShare covered() {
    return covered;
  }

  /** Faults that change the answer under the design without a flag. */
  WeightedShare undetected() {
    return undetected;
  }

  /** Dangerous faults that the design covers, and of which a check tells. */
  WeightedShare told() {
    return told;
  }

  /** Dangerous faults that the design covers without anybody being told. */
  WeightedShare latent() {
    return latent;
  }
}
