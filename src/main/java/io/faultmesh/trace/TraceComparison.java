package io.faultmesh.trace;

import io.faultmesh.text.Text;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Holds a new run's records against recorded ones; the first that differs ends the run. */
public final class TraceComparison implements TraceSink, Closeable {
  private final TraceReader recorded;
  private Scope scope;

  /** A recorded and a new record at the same place that differ. */
  public static final class DifferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DifferenceException(String message) {
      super(message);
    }
  }

  public TraceComparison(Path path) {
    recorded = TraceReader.open(path);
  }

  @Override
  public void accept(TraceRecord record) {
    boolean isUnknown = recorded.formatVersion() < Formats.CHECKS_VERSION;
    if (isUnknown && record instanceof TraceEvent event && event.kind() == EventKind.CHECK) {
      return;
    }
    compare(recorded.next(), record);
    scope = record instanceof Scope next ? next : scope;
  }

  private void compare(TraceRecord before, TraceRecord now) {
    if (!Objects.equals(before, now)) {
      String where = scope == null ? "" : ", " + scope;
      throw new DifferenceException(
          Text.format(
              "first difference at %s%s: recorded %s; now %s",
              recorded.position(), where, text(before), text(now)));
    }
  }

  private static String text(TraceRecord record) {
    return record == null ? "nothing more" : record.toString();
  }

  @Override
  public void end(List<TraceResult> results) {
    compare(recorded.next(), null);
    if (!recorded.results().equals(results)) {
      throw new DifferenceException(
          Text.format(
              "all events are equal, but the results differ: recorded %s; now %s",
              recorded.results(), results));
    }
  }

  @Override
  public void close() {
    recorded.close();
  }
}
