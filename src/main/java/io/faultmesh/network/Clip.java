package io.faultmesh.network;

/** Limits of an activation function: ReLU is 0 to infinity, ReLU6 0 to 6, none is unlimited. */
public record Clip(double low, double high) {
  public static final Clip NONE = new Clip(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  public static final Clip RELU = new Clip(0, Double.POSITIVE_INFINITY);

  public Clip {
    if (!(low <= high)) {
      throw new IllegalArgumentException("clip limits must ascend, not " + low + " to " + high);
    }
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /** Both limits applied after this one's. */
  public Clip then(Clip next) {
    double newLow = Math.min(Math.max(low, next.low), next.high);
    double newHigh = Math.max(Math.min(high, next.high), next.low);
    return new Clip(newLow, newHigh);
  }

  public double apply(double value) {
    return Math.min(Math.max(value, low), high);
  }
}
