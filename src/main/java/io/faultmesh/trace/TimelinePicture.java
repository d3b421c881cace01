package io.faultmesh.trace;

import io.faultmesh.files.WholeFile;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The first image of a trace that has times, as an SVG picture: layers, folds and transfers over
 * cycles, flips and votes as strokes below.
 */
public final class TimelinePicture {
  private static final int MAX_EVENTS = 200_000;
  private static final int LEFT = 90;
  private static final int WIDTH = 900;
  private static final int ROW = 26;
  private static final int BAR = 18;

  /** One row of the picture, from the top. */
  private enum Track {
    LAYERS("layers", "#4c72b0", "#7f9bc9"),
    FOLDS("folds", "#55a868", "#8cc79a"),
    READS("DRAM reads", "#8172b3", "#a79bcd"),
    WRITES("DRAM writes", "#937860", "#b7a18d"),
    FLIPS("flips", "#c44e52", "#c44e52"),
    VOTES("votes", "#da8b00", "#da8b00");

    private final String label;
    private final String colour;
    private final String other;

    Track(String label, String colour, String other) {
      this.label = label;
      this.colour = colour;
      this.other = other;
    }

    static Track of(EventKind kind) {
      return switch (kind) {
        case LAYER -> LAYERS;
        case FOLD -> FOLDS;
        case READ -> READS;
        case WRITE -> WRITES;
        case FLIP -> FLIPS;
        case VOTE -> VOTES;
        case STUCK, CHECK, LOGITS, ACCESS, STREAM, FREE, COMMIT -> null;
      };
    }
  }

  private final Scope scope;
  private final List<TraceEvent> events;
  private final long cycles;

  private TimelinePicture(Scope scope, List<TraceEvent> events) {
    this.scope = scope;
    this.events = events;
    this.cycles =
        Math.max(1, events.stream().mapToLong(e -> e.cycle() + e.durationCycles()).max().orElse(1));
  }

  /**
   * Draws the picture.
   *
   * @throws BadInputException if the trace is damaged or has no image with times
   */
  public static void write(Path trace, WholeFile.Target target) {
    TimelinePicture picture = read(trace);
    try (WholeFile file = target.open();
        Writer out = new OutputStreamWriter(file.out(), StandardCharsets.UTF_8)) {
      out.write(picture.text());
      out.flush();
      file.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TimelinePicture read(Path trace) {
    try (TraceReader reader = TraceReader.open(trace)) {
      Scope scope = null;
      List<TraceEvent> events = new ArrayList<>();
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        if (record instanceof Scope next) {
          if (events.stream().anyMatch(event -> event.kind() == EventKind.FOLD)) {
            break;
          }
          events.clear();
          scope = next;
        } else if (record instanceof TraceEvent event
            && event.cycle() != TraceEvent.NONE
            && Track.of(event.kind()) != null
            && events.size() < MAX_EVENTS) {
          events.add(event);
        }
      }
      if (scope == null || events.isEmpty()) {
        throw new BadInputException(
            trace + ": no image has times; the level must be memory or full");
      }
      return new TimelinePicture(scope, events);
    }
  }

  private double place(long cycle) {
    return LEFT + (double) cycle / cycles * WIDTH;
  }

  private String text() {
    int rows = Track.values().length;
    int height = (rows + 2) * ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        Text.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                + "<text x=\"%d\" y=\"16\">%s: %,d cycles</text>%n",
            LEFT + WIDTH + 20,
            height,
            LEFT,
            scope.toString().replaceAll("[<>&\\p{Cntrl}]", "?"),
            cycles));
    for (Track track : Track.values()) {
      svg.append(
          Text.format("<text x=\"4\" y=\"%d\">%s</text>%n", top(track) + BAR - 4, track.label));
    }
    events.forEach(event -> svg.append(mark(event)));
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      long cycle = cycles * tenth / 10;
      svg.append(
          Text.format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>%n",
              place(cycle), height - 8, cycle));
    }
    return svg.append("</svg>\n").toString();
  }

  // Rows of this picture stand in the order of its tracks.
  @SuppressWarnings("EnumOrdinal")
  private static int top(Track track) {
    return (track.ordinal() + 1) * ROW;
  }

  private String mark(TraceEvent event) {
    Track track = Track.of(event.kind());
    int index = track == Track.LAYERS ? event.layer() : event.fold();
    double width = event.kind().isSlice() ? place(event.durationCycles()) - LEFT : 1;
    String text =
        Text.format(
            "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"/>%n",
            place(event.cycle()),
            top(track),
            Math.max(0.5, width),
            BAR,
            index % 2 == 0 ? track.colour : track.other);
    if (track == Track.LAYERS && width > 10) {
      text +=
          Text.format(
              "<text x=\"%.1f\" y=\"%d\" fill=\"white\">%d</text>%n",
              place(event.cycle()) + 4, top(track) + BAR - 4, event.layer());
    }
    return text;
  }
}
