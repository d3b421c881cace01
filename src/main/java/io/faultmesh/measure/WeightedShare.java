package io.faultmesh.measure;

/**
 * The share of cases among members that weigh differently. It is as sure as that of {@code (sum
 * w)^2 / sum w^2} members that weigh alike (Kish 1965). One thread fills it.
 */
public final class WeightedShare {
  private long members;
  private long counted;
  private double weight;
  private double squares;
  private double cases;

  /** Adds members of the same weight, and how many of them are cases. */
  public WeightedShare add(long more, long moreCases, double each) {
    members += more;
    counted += moreCases;
    weight += more * each;
    squares += more * each * each;
    cases += moreCases * each;
    return this;
  }

  public long members() {
    return members;
  }

  /** Members that are cases. */
  public long cases() {
    return counted;
  }

  /** NaN if there are no members. */
  public double share() {
    // Without rounding where all weigh alike.
    boolean alike = weight * weight >= members * squares * (1 - 1e-12);
    return alike ? (double) counted / members : cases / weight;
  }

  private double size() {
    return members == 0 ? 0 : weight * weight / squares;
  }

  public Proportion estimate(double confidence) {
    return Proportion.of(share(), size(), confidence);
  }

  /** What the share does not exceed, one-sided; 1 if there are no members. */
  public double upperBound(double confidence) {
    return Proportion.upperBound(share(), size(), confidence);
  }
}
