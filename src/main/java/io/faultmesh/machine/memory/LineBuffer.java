package io.faultmesh.machine.memory;

import java.util.Arrays;

/** Which lines of a tensor an on-chip buffer holds; the least recently used one makes room. */
public final class LineBuffer {
  private static final int ABSENT = -2;
  private static final int END = -1;

  private final int[] older;
  private final int[] newer;
  private final int capacity;
  private int oldest = END;
  private int newest = END;
  private int held;

  /**
   * An empty buffer.
   *
   * @param lines of the tensor
   * @param capacity lines that fit
   */
  public LineBuffer(int lines, long capacity) {
    this.older = new int[lines];
    this.newer = new int[lines];
    Arrays.fill(older, ABSENT);
    this.capacity = (int) Math.min(lines, capacity);
  }

  /** Uses a line; true if it has to be fetched. */
  public boolean misses(int line) {
    boolean missing = older[line] == ABSENT;
    if (capacity == 0) {
      return true;
    }
    if (missing) {
      if (held == capacity) {
        int victim = oldest;
        unlink(victim);
        older[victim] = ABSENT;
        held--;
      }
      held++;
    } else {
      unlink(line);
    }
    older[line] = newest;
    newer[line] = END;
    if (newest != END) {
      newer[newest] = line;
    }
    newest = line;
    if (oldest == END) {
      oldest = line;
    }
    return missing;
  }

  /** Forgets a line, which has to be fetched before it is used again. */
  void drop(int line) {
    if (older[line] != ABSENT) {
      unlink(line);
      older[line] = ABSENT;
      held--;
    }
  }

  private void unlink(int line) {
    if (older[line] == END) {
      oldest = newer[line];
    } else {
      newer[older[line]] = newer[line];
    }
    if (newer[line] == END) {
      newest = older[line];
    } else {
      older[newer[line]] = older[line];
    }
  }
}
