package io.faultmesh.report.html;

import io.faultmesh.report.read.RunFiles;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.trace.Scope;
import io.faultmesh.trace.TraceEvent;
import io.faultmesh.trace.TraceReader;
import io.faultmesh.trace.TraceRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first image of each design that has times in the run's trace.
 *
 * @param images see {@link ImageTimeline#content}
 * @param note why there is none, or what is wrong with the trace; empty if nothing is
 */
record Timelines(List<Map<String, Object>> images, String note) {
  static Timelines of(RunFiles run) {
    Optional<Path> file = run.file("trace.fmtrace");
    if (file.isEmpty()) {
      return new Timelines(List.of(), "");
    }
    Map<String, ImageTimeline> first = new LinkedHashMap<>();
    String note = "";
    try (TraceReader trace = TraceReader.open(file.get())) {
      read(trace, first, run.designs().size());
    } catch (BadInputException e) {
      // The rest of the report holds all the same.
      note = e.getMessage();
    }
    first.values().removeIf(one -> !one.hasFolds());
    List<Map<String, Object>> images = new ArrayList<>();
    first.values().forEach(one -> images.add(one.content()));
    if (images.isEmpty() && note.isEmpty()) {
      note = "The trace has no times; measure.trace must be memory or full.";
    }
    return new Timelines(images, note);
  }

  private static void read(TraceReader trace, Map<String, ImageTimeline> first, int designs) {
    ImageTimeline current = null;
    for (TraceRecord record = trace.next(); record != null; record = trace.next()) {
      if (record instanceof Scope scope) {
        current = begin(scope, first);
        long done = first.values().stream().filter(ImageTimeline::hasFolds).count();
        if (current == null && done == designs) {
          return;
        }
      } else if (record instanceof TraceEvent event && current != null) {
        current.add(event);
      }
    }
  }

  /** The timeline that takes the events of a scope; null if its design has one. */
  private static ImageTimeline begin(Scope scope, Map<String, ImageTimeline> first) {
    ImageTimeline known = first.get(scope.design());
    if (known != null && known.hasFolds()) {
      return null;
    }
    ImageTimeline next = new ImageTimeline(scope);
    first.put(scope.design(), next);
    return next;
  }
}
