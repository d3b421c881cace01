package io.faultmesh.measure;

/**
 * Members of a stratum that were drawn, and how many of them are cases.
 *
 * @param members drawn without replacement
 */
public record Sampled(long members, long cases) {
  public static final Sampled NONE = new Sampled(0, 0);

  public Sampled plus(Sampled other) {
    return new Sampled(members + other.members, cases + other.cases);
  }

  double share() {
    return (double) cases / members;
  }

  /** The variance of the share, estimated, in a population of so many members. */
  double variance(long population) {
    double kept = 1 - (double) members / population;
    return share() * (1 - share()) / Math.max(1, members - 1) * kept;
  }
}
