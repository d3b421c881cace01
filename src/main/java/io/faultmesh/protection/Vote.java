package io.faultmesh.protection;

/** The voter: bits under the mask by majority of three, the others from replica 0. */
public final class Vote {
  private Vote() {}

  public static int majority(int a, int b, int c) {
    return (a & b) | (a & c) | (b & c);
  }

  /** {@code (majority(a, b, c) & mask) | (a & ~mask)}. */
  public static int vote(int a, int b, int c, int mask) {
    return (majority(a, b, c) & mask) | (a & ~mask);
  }
}
