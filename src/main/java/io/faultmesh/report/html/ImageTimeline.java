package io.faultmesh.report.html;

import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.Scope;
import io.faultmesh.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one image did on the machine, small enough for a page. */
final class ImageTimeline {
  /** More strokes than this cannot be told apart in a picture. */
  private static final int MAX_SPANS = 1_500;

  private static final int PORTS = 3;

  private final Scope scope;
  private final Map<String, CycleBins> bins = new TreeMap<>();
  private final List<long[]> layers = new ArrayList<>();
  private List<long[]> folds = new ArrayList<>();
  private final Map<Integer, Waits> waits = new TreeMap<>();
  private long lastCycle;
  private int foldsPerSpan = 1;

  /** Where the cycles of a layer went. */
  private static final class Waits {
    private long cycles;
    private long stalls;
    private long folds;
    private long beforeFolds;
    private long cachePorts;
    private final long[] bytes = new long[PORTS];
  }

  ImageTimeline(Scope scope) {
    this.scope = scope;
  }

  Scope scope() {
    return scope;
  }

  boolean hasFolds() {
    return !folds.isEmpty();
  }

  void add(TraceEvent event) {
    if (event.cycle() == TraceEvent.NONE) {
      return;
    }
    long end = event.cycle() + event.durationCycles();
    Waits layer =
        event.layer() == TraceEvent.NONE
            ? new Waits()
            : waits.computeIfAbsent(event.layer(), unused -> new Waits());
    switch (event.kind()) {
      case LAYER -> {
        layers.add(new long[] {event.cycle(), end, event.layer(), event.value()});
        layer.cycles += event.durationCycles();
        layer.stalls += event.value();
      }
      case FOLD -> {
        folds.add(new long[] {event.cycle(), end, event.layer(), event.value()});
        layer.folds++;
        layer.beforeFolds += event.value();
        thinFolds();
      }
      case READ, WRITE -> {
        bin(
            event.kind() == EventKind.READ ? "DRAM reads" : "DRAM writes",
            event,
            (double) event.bytes());
        layer.bytes[(int) Math.floorMod(event.value(), (long) PORTS)] += event.bytes();
      }
      case FLIP -> bin("flips", event, Long.bitCount(event.flips()));
      case VOTE -> bin("votes", event, 1);
      case STREAM -> layer.cachePorts += event.component().equals("cache") ? event.value() : 0;
      case STUCK, CHECK, LOGITS, ACCESS, FREE, COMMIT -> {
        return;
      }
    }
    lastCycle = Math.max(lastCycle, end);
  }

  private void bin(String name, TraceEvent event, double amount) {
    bins.computeIfAbsent(name, unused -> new CycleBins())
        .add(event.cycle(), event.durationCycles(), amount);
  }

  /** Joins neighbouring folds of a layer where there are too many. */
  private void thinFolds() {
    if (folds.size() < 2 * MAX_SPANS) {
      return;
    }
    folds.sort(Comparator.comparingLong(fold -> fold[0]));
    foldsPerSpan *= 2;
    folds = halved(folds);
  }

  /** Pairs of neighbours of the same layer become one. */
  private static List<long[]> halved(List<long[]> spans) {
    List<long[]> half = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      long[] one = spans.get(i);
      boolean pair = i + 1 < spans.size() && spans.get(i + 1)[2] == one[2];
      if (pair) {
        long[] next = spans.get(++i);
        half.add(new long[] {one[0], Math.max(one[1], next[1]), one[2], one[3] + next[3]});
      } else {
        half.add(one);
      }
    }
    return half;
  }

  /**
   * As data: spans are first cycle, end, layer, cycles lost to memory; bins are sums over so many
   * cycles each.
   */
  Map<String, Object> content() {
    long width = bins.values().stream().mapToLong(CycleBins::width).max().orElse(1);
    Map<String, Object> series = new TreeMap<>();
    bins.forEach(
        (name, sums) -> {
          sums.align(width);
          series.put(name, sums.sums(lastCycle));
        });
    List<List<Object>> rows = new ArrayList<>();
    waits.forEach(
        (layer, one) ->
            rows.add(
                List.of(
                    layer,
                    one.cycles,
                    one.folds,
                    one.stalls,
                    one.beforeFolds,
                    one.cachePorts,
                    one.bytes[0],
                    one.bytes[1],
                    one.bytes[2])));
    return Map.of(
        "design", scope.design(),
        "scope", scope.toString(),
        "cycles", lastCycle,
        "layers", layers,
        "folds", folds,
        "foldsPerSpan", foldsPerSpan,
        "binCycles", width,
        "bins", series,
        "waits", rows);
  }
}
