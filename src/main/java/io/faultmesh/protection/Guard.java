package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.FaultSite;

/**
 * One mechanism at one station of one layer: the cells that it adds, and the check that reads them.
 * Both engines ask the same guard. A guard has no state.
 */
public interface Guard {

  /** Where it stands, and the mechanism whose name its redundant cells carry. */
  Cells cells();

  /** The key of its mechanism. */
  default String mechanism() {
    return cells().kind();
  }

  default FaultSite site() {
    return cells().site();
  }

  Redundancy redundancy();

  /** What a detected word causes. */
  default Reaction reaction() {
    return Reaction.PASS;
  }

  /** How often at most a word of a transfer is read again; see {@link Reaction#REFETCH}. */
  default int attempts() {
    return 1;
  }

  /** Whether an outcome leaves the image without an answer. */
  default boolean stops(Outcome outcome) {
    boolean isFlagged = outcome == Outcome.DETECTED || outcome == Outcome.FALSE_ALARM;
    return isFlagged && reaction() == Reaction.STOP;
  }

  /**
   * The check bits of right values.
   *
   * @param values stored bits of the word's values
   * @param size number of values; a shortened word's missing bits are 0
   */
  default long encode(int[] values, int size) {
    return 0;
  }

  /** Looks at a word and leaves in it what goes on. */
  Verdict check(Word word);

  /** What the check is built of. */
  default Hardware hardware() {
    return Hardware.NONE;
  }
}
