package io.faultmesh.protection;

/** The key {@code attempts} of mechanisms whose reaction may be needed again. */
public final class Attempts {
  private static final int MOST = 8;

  private Attempts() {}

  /**
   * A key's value, or its default.
   *
   * @param given null for the default
   */
  public static int of(Integer given, Reaction reaction) {
    if (given == null) {
      return 1;
    }
    if (given > 1 && reaction != Reaction.REFETCH && reaction != Reaction.REPEAT) {
      throw new IllegalArgumentException("attempts goes with detected: refetch, or repeat");
    }
    if (given < 1 || given > MOST) {
      throw new IllegalArgumentException(
          "attempts must be between 1 and " + MOST + ", not " + given);
    }
    return given;
  }
}
