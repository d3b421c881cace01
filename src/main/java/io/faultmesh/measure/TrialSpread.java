package io.faultmesh.measure;

/**
 * How far trials lie apart, by accuracy, or by SDC-1 where images have no labels.
 *
 * @param least the lowest of the trials
 * @param most the highest
 * @param lasting whether faults last for a trial, so that trials can differ at all
 * @param disagree whether they differ by more than images explain (F test, 1 %)
 */
public record TrialSpread(int count, double least, double most, boolean lasting, boolean disagree) {
  private static final int ENOUGH = 5;

  /** Whether these few trials do not tell how far others may lie. */
  public boolean isTooFew() {
    return lasting && count < ENOUGH && (count == 1 || disagree);
  }
}
