package io.faultmesh.report;

/** What tables for people divide by. */
public final class Units {
  public static final double UM2_PER_MM2 = 1e6;
  public static final double PJ_PER_UJ = 1e6;

  private Units() {}
}
