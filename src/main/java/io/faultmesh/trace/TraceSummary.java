package io.faultmesh.trace;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.PlainText;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a trace contains: its header, and counts of its events. */
public final class TraceSummary {
  private static final int MAX_LINES = 10_000;

  /** Events of one kind by one component. */
  private static final class Count {
    private long events;
    private long flips;
    private long bytes;
  }

  /** What is counted; checks by their outcome, which is null for all others. */
  private record Key(String component, EventKind kind, String outcome) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byName = component.compareTo(other.component);
      int byKind = byName != 0 ? byName : kind.compareTo(other.kind);
      return byKind != 0 || outcome == null ? byKind : outcome.compareTo(other.outcome);
    }
  }

  private final Map<Key, Count> counts = new TreeMap<>();
  private long scopes;
  private long events;
  private long firstCycle = Long.MAX_VALUE;
  private long lastCycle = -1;

  private TraceSummary() {}

  /**
   * What was found, as far as it is whole.
   *
   * @param damage what is wrong with the rest; null for nothing
   */
  public record Outcome(String text, Content content, BadInputException damage) {}

  /**
   * The same as values.
   *
   * @param firstCycle null, like the last one, where the engine has no time
   * @param results of the recorded run; null if the end of the trace is missing
   */
  public record Content(
      int formatVersion,
      String program,
      String level,
      Long seed,
      List<HashedFile> files,
      long imagesAndTrials,
      long events,
      Long firstCycle,
      Long lastCycle,
      List<Row> components,
      List<TraceResult> results) {}

  /**
   * Events of a kind by a component.
   *
   * @param outcome of checks; null for all others
   */
  public record Row(
      String component, String kind, String outcome, long events, long bits, long bytes) {}

  /**
   * Reads a whole trace.
   *
   * @throws BadInputException if not even its header can be read
   */
  public static Outcome of(Path path) {
    try (TraceReader reader = TraceReader.open(path)) {
      TraceSummary summary = new TraceSummary();
      BadInputException damage = null;
      try {
        for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
          summary.add(record);
        }
      } catch (BadInputException e) {
        damage = e;
      }
      String text = header(reader) + summary.body() + results(reader.results());
      return new Outcome(text, summary.content(reader), damage);
    }
  }

  private Content content(TraceReader reader) {
    TraceHeader header = reader.header();
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (key, count) ->
            rows.add(
                new Row(
                    key.component,
                    key.kind.label(),
                    key.outcome,
                    count.events,
                    count.flips,
                    count.bytes)));
    return new Content(
        reader.formatVersion(),
        header.program(),
        header.level().name().toLowerCase(Locale.ROOT),
        header.listedFaults() ? null : header.seed(),
        header.files(),
        scopes,
        events,
        lastCycle < 0 ? null : firstCycle,
        lastCycle < 0 ? null : lastCycle,
        rows,
        reader.results());
  }

  private void add(TraceRecord record) {
    if (!(record instanceof TraceEvent event)) {
      scopes++;
      return;
    }
    events++;
    Key key =
        new Key(
            event.component(),
            event.kind(),
            event.outcome() == null ? null : event.outcome().label());
    if (counts.size() < MAX_LINES || counts.containsKey(key)) {
      Count count = counts.computeIfAbsent(key, unused -> new Count());
      count.events++;
      count.flips += Long.bitCount(event.flips());
      count.bytes += event.bytes();
    }
    if (event.cycle() != TraceEvent.NONE) {
      firstCycle = Math.min(firstCycle, event.cycle());
      lastCycle = Math.max(lastCycle, event.cycle() + event.durationCycles());
    }
  }

  private static String header(TraceReader reader) {
    TraceHeader header = reader.header();
    List<String> lines = new ArrayList<>();
    int version = reader.formatVersion();
    lines.add(Text.format("format version %d, by %s", version, header.program()));
    String source = header.listedFaults() ? "faults from a list" : "seed " + header.seed();
    lines.add(Text.format("level %s, %s", header.level().name().toLowerCase(Locale.ROOT), source));
    header.scenario().lines().limit(1).forEach(lines::add);
    for (HashedFile file : header.files()) {
      lines.add(Text.format("%s: %,d bytes", file.name(), file.bytes()));
      lines.add("  SHA-256 " + file.sha256());
    }
    return clean(lines);
  }

  /** Names in a damaged file may hold anything; none of it may steer a terminal. */
  private static String clean(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(PlainText.visible(line)).append('\n'));
    return text.toString();
  }

  private String body() {
    List<String> lines = new ArrayList<>();
    lines.add(Text.format("%,d events of %,d images and trials", events, scopes));
    lines.add(
        lastCycle < 0
            ? "no cycles: the fast engine has no time"
            : Text.format("cycles %,d to %,d", firstCycle, lastCycle));
    TextTable table = new TextTable("component", "kind", ">events", ">bits", ">bytes");
    counts.forEach(
        (key, count) ->
            table.row(
                key.component,
                key.outcome == null ? key.kind.label() : key.kind.label() + " " + key.outcome,
                Text.format("%,d", count.events),
                count.flips == 0 ? "" : Text.format("%,d", count.flips),
                count.bytes == 0 ? "" : Text.format("%,d", count.bytes)));
    String text = clean(lines) + "\n" + table;
    return counts.size() == MAX_LINES ? text + "(more components than are listed)\n" : text;
  }

  private static String results(List<TraceResult> results) {
    if (results == null || results.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable("design", ">BER", ">accuracy", ">flips", ">cycles/image", ">DRAM bytes");
    for (TraceResult result : results) {
      table.row(
          result.design(),
          result.ber(),
          result.accuracy() == null ? "" : Text.format("%.4f", result.accuracy()),
          result.flips(),
          result.cyclesPerImage(),
          result.dramBytesPerImage());
    }
    return "\n" + table;
  }
}
