package io.faultmesh.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.trace.format.End;
import io.faultmesh.trace.format.Record;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
  @TempDir Path folder;

  private static List<TraceRecord> readAll(Path path) {
    try (TraceReader reader = TraceReader.open(path)) {
      List<TraceRecord> records = new ArrayList<>();
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
      return records;
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Path path = folder.resolve("trace" + seed);
      TraceHeader header = RandomTraces.header(random);
      List<TraceRecord> records = RandomTraces.records(random, random.nextInt(500));
      RandomTraces.write(path, header, records);
      assertThat(readAll(path)).as("failed on seed " + seed).isEqualTo(records);
      try (TraceReader reader = TraceReader.open(path)) {
        assertThat(reader.header()).isEqualTo(header);
      }
    }
  }

  @Test
  void everyCutIsRecognised() throws IOException {
    Path whole = folder.resolve("whole");
    RandomTraces.write(
        whole, RandomTraces.header(new Random(2)), RandomTraces.records(new Random(2), 60));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> readAll(cut))
          .as("cut to " + length)
          .isInstanceOf(BadInputException.class);
    }
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> readAll(cut))
        .hasMessageMatching(".*record \\d+ at byte \\d+.*short.*");
  }

  /** A trace of given records behind a valid header, packed. */
  private Path packed(Record... records) throws IOException {
    Path path = folder.resolve("packed");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      header(1).writeDelimitedTo(out);
      for (Record record : records) {
        record.writeDelimitedTo(out);
      }
    }
    return path;
  }

  private static Record header(int version) {
    var header = Formats.header(RandomTraces.header(new Random(3))).toBuilder();
    return Record.newBuilder().setHeader(header.setFormatVersion(version)).build();
  }

  private static Record end(long records) {
    return Record.newBuilder().setEnd(End.newBuilder().setRecords(records)).build();
  }

  private void refused(Path path, String reason) {
    assertThatThrownBy(() -> readAll(path))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching(".*record \\d+ at byte \\d+.*")
        .hasMessageContaining(reason);
  }

  @Test
  void wrongStructureIsRefused() throws IOException {
    assertThat(readAll(packed(end(1)))).isEmpty();
    refused(packed(end(7)), "the end counts 7 records, but 1 came before it");
    refused(packed(end(1), end(2)), "more follows behind the end");
    refused(packed(header(1)), "a second header");
    refused(packed(Record.getDefaultInstance()), "holds nothing");
    var event = Formats.event((TraceEvent) RandomTraces.records(new Random(4), 2).get(1), 5);
    refused(packed(Record.newBuilder().setEvent(event).build()), "component 5 has no name");
  }

  @Test
  void aNewerVersionIsRefused() throws IOException {
    Path path = folder.resolve("newer");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      header(3).writeDelimitedTo(out);
    }
    refused(path, "format version 3 is newer; this program reads versions 1 to 2");
  }

  @Test
  void giantLengthsAndBombsAreRefused() throws IOException {
    Path path = folder.resolve("giant");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      header(1).writeDelimitedTo(out);
      out.write(new byte[] {-1, -1, -1, -1, 127});
    }
    refused(path, "it claims more than");
    Record scope = Record.newBuilder().setScope(Formats.scope(new Scope("base", 0, 0, 0))).build();
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      scope.writeDelimitedTo(one);
    }
    Path bomb = folder.resolve("bomb");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      header(1).writeDelimitedTo(out);
      for (int i = 0; i < 6000; i++) {
        one.writeTo(out);
      }
    }
    refused(bomb, "it expands more than");
  }

  @Test
  void otherFilesAreNoTraces() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no trace");
    assertThatThrownBy(() -> TraceReader.open(text)).hasMessageContaining("it is no gzip file");
    assertThatThrownBy(() -> TraceReader.open(folder))
        .hasMessageContaining("is a folder; a file is needed here");
  }
}
