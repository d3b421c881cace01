package io.faultmesh.trace;

import io.faultmesh.scenario.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a trace of level {@code memory} or {@code full} holds for a replay of the memory. */
public final class RecordedRequests {
  private static final int MAX_EVENTS = 2_000_000;

  private RecordedRequests() {}

  /**
   * The timed events of the first image that each design ran on the machine; every image has the
   * same times.
   *
   * @throws BadInputException if the trace is damaged or an image has too many events
   */
  public static Map<String, List<TraceEvent>> read(Path path) {
    Map<String, List<TraceEvent>> byDesign = new LinkedHashMap<>();
    try (TraceReader reader = TraceReader.open(path)) {
      List<TraceEvent> image = new ArrayList<>();
      String design = null;
      int kept = 0;
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        if (record instanceof Scope scope) {
          design = byDesign.containsKey(scope.design()) ? null : scope.design();
          image = new ArrayList<>();
        } else if (record instanceof TraceEvent event && design != null && tellsMemory(event)) {
          image.add(event);
          byDesign.putIfAbsent(design, image);
          if (++kept > MAX_EVENTS) {
            throw new BadInputException(
                path + ": " + reader.position() + ": more than " + MAX_EVENTS + " requests");
          }
        }
      }
    }
    return byDesign;
  }

  private static boolean tellsMemory(TraceEvent event) {
    return switch (event.kind()) {
      case ACCESS, READ, WRITE, FOLD, LAYER, FREE, COMMIT -> true;
      case STREAM -> event.component().equals("cache");
      case FLIP, STUCK, VOTE, CHECK, LOGITS -> false;
    };
  }
}
