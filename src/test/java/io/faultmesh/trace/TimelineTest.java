package io.faultmesh.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.files.WholeFile;
import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timelines under the rules of Google's "Trace Event Format", which the viewers read. */
class TimelineTest {
  private static final int TRACES = 20;

  @TempDir Path folder;

  private JsonNode timeline(Path trace) throws IOException {
    Path file = folder.resolve("timeline.json");
    Timeline.write(trace, WholeFile.target(file, folder, true));
    return JsonMapper.builder().build().readTree(file.toFile());
  }

  private Path trace(long seed, int records) {
    Path path = folder.resolve("trace" + seed);
    Random random = new Random(seed);
    RandomTraces.write(path, RandomTraces.header(random), RandomTraces.records(random, records));
    return path;
  }

  /** What the format asks of an event by its phase. */
  static void checkForm(JsonNode event) {
    String phase = event.path("ph").asText();
    assertThat(event.path("name").isTextual()).isTrue();
    assertThat(event.path("pid").canConvertToInt()).isTrue();
    assertThat(event.path("tid").canConvertToInt()).isTrue();
    switch (phase) {
      case "M" -> {
        assertThat(event.path("name").asText()).isIn("process_name", "thread_name");
        assertThat(event.path("args").path("name").isTextual()).isTrue();
      }
      case "X" -> {
        assertThat(event.path("ts").isIntegralNumber()).isTrue();
        assertThat(event.path("dur").asLong(-1)).isNotNegative();
      }
      case "i" -> {
        assertThat(event.path("ts").isIntegralNumber()).isTrue();
        assertThat(event.path("s").asText()).isEqualTo("t");
      }
      default -> throw new AssertionError("no phase is called " + phase);
    }
  }

  @Test
  void everyEventHasTheFormOfItsPhaseAndATrackWithAName() throws IOException {
    for (long seed = 0; seed < TRACES; seed++) {
      JsonNode root = timeline(trace(seed, 400));
      assertThat(root.path("displayTimeUnit").asText()).isIn("ms", "ns");
      List<String> named = new ArrayList<>();
      for (JsonNode event : root.path("traceEvents")) {
        checkForm(event);
        String track = event.path("pid") + "/" + event.path("tid");
        if (event.path("name").asText().equals("thread_name")) {
          assertThat(named).as("seed " + seed).doesNotContain(track);
          named.add(track);
        } else if (!event.path("ph").asText().equals("M")) {
          assertThat(named).as("seed " + seed).contains(track);
        }
      }
    }
  }

  @Test
  void theRecordedImageHasItsFoldsTransfersFlipsAndVotes() throws IOException {
    Map<String, Integer> shown = new HashMap<>();
    for (JsonNode event : timeline(Path.of("traces/lenet-full.fmtrace")).path("traceEvents")) {
      checkForm(event);
      if (event.path("pid").asInt() == 1 && event.has("cat")) {
        shown.merge(event.path("cat").asText(), 1, Integer::sum);
      }
    }
    // LeNet-5 in 32x32 tiles: 25 + 4 + 4 + 3 + 1 folds.
    assertThat(shown).containsEntry("fold", 37).containsEntry("layer", 5);
    assertThat(shown).containsKeys("read", "write", "stream", "flip", "vote", "logits");
  }

  @Test
  void nothingIsLost() throws IOException {
    for (long seed = 0; seed < TRACES; seed++) {
      Path trace = trace(seed, 300);
      Map<String, Integer> expected = new HashMap<>();
      try (TraceReader reader = TraceReader.open(trace)) {
        for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
          if (record instanceof TraceEvent event) {
            expected.merge(event.kind().label(), 1, Integer::sum);
          }
        }
      }
      Map<String, Integer> shown = new HashMap<>();
      for (JsonNode event : timeline(trace).path("traceEvents")) {
        if (event.has("cat")) {
          shown.merge(event.path("cat").asText(), 1, Integer::sum);
        }
      }
      assertThat(shown).as("seed " + seed).isEqualTo(expected);
    }
  }

  /** The format lets slices of one track nest, but not overlap partly. */
  @Test
  void slicesOfATrackInTheOrderOfTimeDoNotOverlap() throws IOException {
    Random random = new Random(3);
    List<TraceRecord> records = new ArrayList<>(List.of(new Scope("base", 0, 0, 0)));
    long cycle = 0;
    for (int i = 0; i < 500; i++) {
      cycle += random.nextInt(20);
      records.add(TraceEvent.slice(EventKind.FOLD, "array", cycle, random.nextInt(100), 0, i, 0));
    }
    Path trace = folder.resolve("slices");
    RandomTraces.write(trace, RandomTraces.header(random), records);
    Map<Integer, Long> ends = new HashMap<>();
    for (JsonNode event : timeline(trace).path("traceEvents")) {
      if (event.path("ph").asText().equals("X")) {
        long end = ends.getOrDefault(event.path("tid").asInt(), 0L);
        assertThat(event.path("ts").asLong()).isGreaterThanOrEqualTo(end);
        ends.put(event.path("tid").asInt(), event.path("ts").asLong() + event.path("dur").asLong());
      }
    }
    assertThat(ends).hasSizeBetween(2, 20);
  }

  @Test
  void aDamagedTraceLeavesNothing() throws IOException {
    Path whole = trace(1, 200);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length / 2));
    Path target = folder.resolve("out.json");
    assertThatThrownBy(() -> Timeline.write(cut, WholeFile.target(target, folder, false)))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> EventsCsv.write(cut, WholeFile.target(target, folder, false)))
        .isInstanceOf(BadInputException.class);
    assertThat(target).doesNotExist();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }
}
