package io.faultmesh.replay;

import io.faultmesh.machine.memory.LineBuffer;
import io.faultmesh.trace.TraceEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A buffer for recorded accesses, by the address of their lines; the least recently used line makes
 * room, as in {@link LineBuffer}.
 */
final class LineCache {
  /** More lines than one access touches, and all of a layer's, on any machine of this program. */
  private static final int MAX_LINES = 1 << 20;

  private static final long MAX_TOUCHED = 1L << 30;

  private final long capacityBytes;
  private long touched;
  private final Map<Long, Boolean> lines = new LinkedHashMap<>(16, 0.75f, true);

  LineCache(int kibibytes) {
    this.capacityBytes = kibibytes * 1024L;
  }

  /** Bytes that a fold's accesses have to fetch. */
  long fetch(List<TraceEvent> accesses) {
    long bytes = 0;
    for (TraceEvent access : accesses) {
      long nominal = access.value();
      if (nominal < 1 || (access.bytes() > nominal && access.bytes() % nominal != 0)) {
        throw new IllegalArgumentException("an access does not touch whole lines: " + access);
      }
      long line = Math.min(nominal, access.bytes());
      if (line == 0 || access.bytes() / line > MAX_LINES) {
        throw new IllegalArgumentException("an access touches no line, or too many: " + access);
      }
      touched += access.bytes() / line;
      if (touched > MAX_TOUCHED) {
        throw new IllegalArgumentException("more lines are touched than a layer has work for");
      }
      long capacity = Math.min(MAX_LINES, capacityBytes / nominal);
      for (long at = access.address(); at < access.address() + access.bytes(); at += line) {
        bytes += misses(at, capacity) ? line : 0;
      }
    }
    return bytes;
  }

  private boolean misses(long line, long capacity) {
    boolean missing = lines.put(line, true) == null;
    if (lines.size() > capacity) {
      Long oldest = lines.keySet().iterator().next();
      lines.remove(oldest);
    }
    return missing;
  }
}
