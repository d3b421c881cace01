package io.faultmesh.protection;

/** The majority of three. */
public final class Majority {
  private Majority() {}

  /** Each bit as most of three have it. */
  public static int of(int a, int b, int c) {
    return (a & b) | (a & c) | (b & c);
  }
}
