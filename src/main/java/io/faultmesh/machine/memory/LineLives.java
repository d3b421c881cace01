package io.faultmesh.machine.memory;

import io.faultmesh.machine.work.LayerLines;
import java.util.BitSet;
import java.util.List;

/** How long the lines of a tensor are of use in a buffer: from their arrival to their last use. */
final class LineLives {
  /** By line: when it was last used, or came if nothing has used it yet. */
  private final long[] until;

  private long byteCycles;

  LineLives(int lines) {
    until = new long[lines];
  }

  /**
   * A fold uses lines.
   *
   * @param fetched those of them that came for it, at {@code arrival}
   */
  void use(List<LayerLines.Run> runs, BitSet fetched, long arrival, long end) {
    for (LayerLines.Run run : runs) {
      for (int line = run.firstLine(); line < run.firstLine() + run.lines(); line++) {
        if (fetched.get(line)) {
          until[line] = arrival;
        }
        // What a line has lived longer since its last use.
        byteCycles += run.lineBytes() * Math.max(0, end - until[line]);
        until[line] = Math.max(until[line], end);
      }
    }
  }

  long byteCycles() {
    return byteCycles;
  }
}
