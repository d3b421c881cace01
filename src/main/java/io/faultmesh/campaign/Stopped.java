package io.faultmesh.campaign;

import io.faultmesh.text.Text;

/** There is more to do; what is finished is kept. */
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Stopped(String message) {
    super(message);
  }

  public static Stopped at(long done, long units) {
    return new Stopped(
        "stopped in time: "
            + done
            + " of "
            + units
            + " units of work are done; the same command goes on");
  }

  /**
   * Shards do not decide whether another round is needed; what adds them up does.
   *
   * @param after whether the round follows from what the first has found
   */
  public static Stopped forRound(int round, int most, boolean after) {
    return new Stopped(
        Text.format(
            "round %d of at most %d is needed: run all shards with --round %d%s, too, and merge the"
                + " shards of all rounds",
            round, most, round, after ? " and --after the shards of round 1" : ""));
  }
}
