package io.faultmesh.measure;

/** A range of numbers, ends included. */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("interval from " + low + " to " + high);
    }
  }

  /** What lies in both; the two must meet. */
  Interval within(Interval range) {
    return new Interval(Math.max(low, range.low), Math.min(high, range.high));
  }
}
