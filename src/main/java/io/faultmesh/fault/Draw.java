package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;

/**
 * The key of one draw of flips: what a plan's generator is seeded with, and by what lists and
 * traces find the flips again.
 *
 * @param rate flips per bit
 * @param image index in the data set, or {@link #ALL} for faults that outlast images
 * @param member number of the network within an ensemble
 * @param layer {@link #ALL} for what belongs to the array
 * @param copy of a value that is stored or computed several times at once; 0 is the first
 * @param pass of channels that the array computes again; 0 is the first
 * @param attempt 0, or the number of the repetition that a detected word caused
 * @param kind {@link #DATA}, or the key of the mechanism whose redundant cells are struck
 */
public record Draw(
    double rate,
    int trial,
    int image,
    int member,
    int layer,
    FaultSite site,
    int copy,
    int pass,
    int attempt,
    String kind) {

  /** Stands for all images, or all layers. */
  public static final int ALL = -1;

  /** The kind of the bits that a network's values are made of. */
  public static final String DATA = "data";

  /** The draw of a value's first copy in the first pass. */
  public static Draw of(double rate, int trial, int image, int layer, FaultSite site) {
    return new Draw(rate, trial, image, 0, layer, site, 0, 0, 0, DATA);
  }

  public Draw ofCopy(int other) {
    return new Draw(rate, trial, image, member, layer, site, other, pass, attempt, kind);
  }

  public Draw ofPass(int other) {
    return new Draw(rate, trial, image, member, layer, site, copy, other, attempt, kind);
  }

  public Draw ofAttempt(int other) {
    return new Draw(rate, trial, image, member, layer, site, copy, pass, other, kind);
  }

  public Draw ofKind(String other) {
    return new Draw(rate, trial, image, member, layer, site, copy, pass, attempt, other);
  }

  public Draw ofImage(int other) {
    return new Draw(rate, trial, other, member, layer, site, copy, pass, attempt, kind);
  }

  /**
   * The number that lists and traces call {@code replica}: the copy, or for a repeated pass the
   * pass. No value has copies in a repeated pass.
   */
  public int replica() {
    return copy + pass;
  }

  /** The same draw with its replica in place of copy and pass, as lists and traces know it. */
  Draw recorded() {
    return pass == 0 ? this : ofCopy(replica()).ofPass(0);
  }

  /**
   * The seed of this draw's generator. What is 0 (or data) leaves it as it is without, so that data
   * flips stay where they are whatever guards them.
   */
  long seed(long experiment) {
    long mixed = mix(experiment);
    mixed = mix(mixed + trial);
    mixed = mix(mixed + image);
    mixed = mix(mixed + layer);
    mixed = mix(mixed + site.label().hashCode());
    mixed = mix(mixed + replica());
    mixed = mix(mixed + Double.doubleToLongBits(rate));
    if (member > 0) {
      mixed = mix(mixed + mix(member));
    }
    if (attempt > 0) {
      mixed = mix(mixed + mix(mix(attempt)));
    }
    return kind.equals(DATA) ? mixed : mix(mixed + kind.hashCode());
  }

  /** A number from 0 to 1 that belongs to an address of this draw, evenly distributed. */
  double share(long experiment, long address) {
    return (mix(ofKind("share").seed(experiment) + address) >>> 11) * 0x1p-53;
  }

  /** A bijection of 64 bits in which every input bit reaches every output bit (SplitMix64's). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
