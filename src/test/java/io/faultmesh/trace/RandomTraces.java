package io.faultmesh.trace;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.MeasureSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Traces in which every field takes all kinds of values. */
final class RandomTraces {
  private RandomTraces() {}

  static TraceHeader header(Random random) {
    MeasureSettings.Trace[] levels = MeasureSettings.Trace.values();
    return new TraceHeader(
        "faultmesh test",
        levels[1 + random.nextInt(levels.length - 1)],
        "name: random\n",
        random.nextLong(),
        List.of(new HashedFile("network.onnx", random.nextInt(1000), "0123456789abcdef".repeat(4))),
        random.nextBoolean());
  }

  static List<TraceRecord> records(Random random, int count) {
    List<TraceRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(i == 0 || random.nextInt(10) == 0 ? scope(random) : event(random));
    }
    return records;
  }

  private static Scope scope(Random random) {
    return new Scope(
        "design " + random.nextInt(3),
        random.nextInt(4) == 0 ? Ber.ofSet(random.nextInt(9)) : Ber.of(random.nextDouble()),
        random.nextInt(5),
        random.nextInt(50) - 1);
  }

  private static TraceEvent event(Random random) {
    EventKind kind = EventKind.values()[random.nextInt(EventKind.values().length)];
    FaultSite site = FaultSite.values()[random.nextInt(FaultSite.values().length)];
    if (kind == EventKind.CHECK) {
      return TraceEvent.checked(
          "component " + random.nextInt(20),
          random.nextInt(1000) - 1,
          random.nextInt(20) - 1,
          random.nextInt(300) - 1,
          new Cells(site, "mechanism " + random.nextInt(3)),
          random.nextLong(1L << 40),
          Outcome.counted().get(random.nextInt(Outcome.counted().size())));
    }
    boolean struck = kind.isFault() || kind == EventKind.VOTE;
    long mask = random.nextLong() >>> (Long.SIZE - site.bitsPerValue());
    return new TraceEvent(
        kind,
        "component " + random.nextInt(20),
        random.nextLong(1L << 40) - 1,
        kind.isSlice() ? random.nextInt(1000) : 0,
        random.nextInt(20) - 1,
        random.nextInt(300) - 1,
        struck ? site : null,
        random.nextInt(3),
        struck ? random.nextLong(1L << 40) * site.bitsPerValue() : random.nextInt(9999),
        random.nextInt(5000),
        struck ? mask | 1 : 0,
        random.nextInt(2));
  }

  static void write(Path path, TraceHeader header, List<TraceRecord> records) {
    try (TraceWriter writer = new TraceWriter(Files.newOutputStream(path), header)) {
      records.forEach(writer::accept);
      writer.end(List.of(new TraceResult("base", Ber.of(1e-4), 0.5, 17L, null, null)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
