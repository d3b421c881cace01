package io.faultmesh.trace;

import io.faultmesh.fault.Draw;
import io.faultmesh.files.WholeFile;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Text;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The faults of a trace's first design as a {@link FaultList}. A trace of several rates gives their
 * trials new numbers, rate by rate.
 */
public final class FaultListWriter {
  private FaultListWriter() {}

  /** Writes the list; nothing is left if the trace is damaged. */
  public static void write(Path trace, WholeFile.Target target) {
    try (TraceReader reader = TraceReader.open(trace);
        WholeFile file = target.open();
        Writer out =
            new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8))) {
      Scenario scenario =
          ScenarioLoader.parse(trace + ": its scenario", reader.header().scenario(), List.of());
      var faults = scenario.faults();
      boolean stuck = faults.stuck() != null || faults.sites().contains(FaultSite.PE);
      boolean cells = scenario.designs().stream().anyMatch(d -> !d.protect().isEmpty());
      out.write(
          String.join(",", FaultList.COLUMNS)
              + (stuck ? "," + FaultList.STUCK : "")
              + (cells ? "," + FaultList.CELLS : "")
              + "\n");
      Scope scope = null;
      String design = null;
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        if (record instanceof Scope next) {
          scope = next;
          design = design == null ? next.design() : design;
        } else if (record instanceof TraceEvent event
            && event.kind().isFault()
            && scope != null
            && scope.design().equals(design)) {
          int trial = Math.max(0, faults.points().indexOf(scope.ber())) * faults.trials();
          write(out, trial + scope.trial(), scope.image(), event, stuck, cells);
        }
      }
      out.flush();
      file.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(
      Writer out, int trial, int image, TraceEvent event, boolean stuck, boolean cells)
      throws IOException {
    String last = !stuck ? "" : event.kind() == EventKind.STUCK ? "," + event.value() : ",";
    if (cells) {
      last += "," + (event.cells().equals(Draw.DATA) ? "" : event.cells());
    }
    for (long rest = event.flips(); rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      out.write(
          Text.format(
              "%d,%d,%d,%s,%d,%d,%d%s%n",
              trial,
              image,
              event.layer(),
              event.site().label(),
              event.replica(),
              event.valueNumber(),
              bit,
              last));
    }
  }
}
