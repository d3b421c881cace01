package io.faultmesh.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.faultmesh.files.WholeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A trace for the Perfetto and Chrome trace viewers, in Chrome's JSON form: a process per design,
 * rate, trial and image, a track per component, folds and transfers as slices, flips and votes as
 * instants. One cycle shows as one microsecond; events without a cycle stand side by side.
 *
 * <p>Form: "Trace Event Format", Google,
 * docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
 */
public final class Timeline {
  /** Slices on one track must not overlap partly, so a component may need several. */
  private static final int MAX_TRACKS = 64;

  private final JsonGenerator json;
  private int process;
  private Map<String, Tracks> tracks = new HashMap<>();
  private int nextTrack;
  private long untimed;

  /** The tracks of one component: when each is free. */
  private static final class Tracks {
    private final int first;
    private final long[] free = new long[MAX_TRACKS];
    private int used;

    private Tracks(int first) {
      this.first = first;
    }
  }

  private Timeline(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the file; nothing is left if the trace is damaged. */
  public static void write(Path trace, WholeFile.Target target) {
    try (TraceReader reader = TraceReader.open(trace);
        WholeFile file = target.open();
        JsonGenerator json =
            new JsonFactory().createGenerator(new BufferedOutputStream(file.out()))) {
      Timeline timeline = new Timeline(json);
      json.writeStartObject();
      json.writeStringField("displayTimeUnit", "ns");
      json.writeArrayFieldStart("traceEvents");
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        if (record instanceof Scope scope) {
          timeline.begin(scope);
        } else if (record instanceof TraceEvent event) {
          timeline.add(event);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.flush();
      file.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(Scope scope) throws IOException {
    process++;
    tracks = new HashMap<>();
    nextTrack = 1;
    untimed = 0;
    metadata("process_name", 0, scope.toString());
  }

  private void metadata(String what, int track, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeStringField("name", what);
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", track);
    json.writeObjectFieldStart("args");
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void add(TraceEvent event) throws IOException {
    long cycle = event.cycle() == TraceEvent.NONE ? untimed++ : event.cycle();
    boolean slice = event.kind().isSlice();
    int track = track(event, cycle, slice ? cycle + event.durationCycles() : cycle, slice);
    json.writeStartObject();
    json.writeStringField("ph", slice ? "X" : "i");
    json.writeStringField("name", name(event));
    json.writeStringField("cat", event.kind().label());
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", track);
    json.writeNumberField("ts", cycle);
    if (slice) {
      json.writeNumberField("dur", event.durationCycles());
    } else {
      json.writeStringField("s", "t");
    }
    arguments(event);
    json.writeEndObject();
  }

  private void arguments(TraceEvent event) throws IOException {
    json.writeObjectFieldStart("args");
    number("layer", event.layer());
    number("fold", event.fold());
    if (event.site() != null) {
      json.writeStringField("site", event.site().label());
      json.writeNumberField("replica", event.replica());
      json.writeNumberField("address", event.address());
      json.writeStringField("flips", "0x" + Long.toHexString(event.flips()));
    } else if (event.bytes() > 0) {
      json.writeNumberField("address", event.address());
      json.writeNumberField("bytes", event.bytes());
    }
    if (event.outcome() != null) {
      json.writeStringField("mechanism", event.cells());
      json.writeStringField("outcome", event.outcome().label());
    }
    if (event.value() != 0) {
      json.writeNumberField("value", event.value());
    }
    json.writeEndObject();
  }

  private void number(String name, long value) throws IOException {
    if (value != TraceEvent.NONE) {
      json.writeNumberField(name, value);
    }
  }

  private static String name(TraceEvent event) {
    return switch (event.kind()) {
      case FOLD -> "layer " + event.layer() + ", fold " + event.fold();
      case LAYER -> "layer " + event.layer();
      case CHECK -> event.cells() + " " + event.outcome().label();
      case FLIP, STUCK, VOTE -> event.kind().label() + " " + event.site().label();
      default -> event.kind().label();
    };
  }

  /** The first of the component's tracks on which nothing runs at the time. */
  private int track(TraceEvent event, long start, long end, boolean slice) throws IOException {
    Tracks own = tracks.get(event.component());
    if (own == null) {
      own = new Tracks(nextTrack);
      nextTrack += MAX_TRACKS;
      tracks.put(event.component(), own);
    }
    int place = 0;
    while (slice && place < MAX_TRACKS - 1 && own.free[place] > start) {
      place++;
    }
    while (own.used <= place) {
      String suffix = own.used == 0 ? "" : " (" + (own.used + 1) + ")";
      metadata("thread_name", own.first + own.used, event.component() + suffix);
      own.used++;
    }
    if (slice) {
      own.free[place] = Math.max(own.free[place], end);
    }
    return own.first + place;
  }
}
