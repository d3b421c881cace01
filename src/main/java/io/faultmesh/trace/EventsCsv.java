package io.faultmesh.trace;

import io.faultmesh.files.WholeFile;
import io.faultmesh.text.CsvField;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** All events of a trace as lines of a CSV file; what an event has not is an empty field. */
public final class EventsCsv {
  static final String HEADER =
      "design,ber,trial,image,cycle,durationCycles,component,kind,layer,fold,site,replica,address,"
          + "bytes,flips,value,cells,outcome\n";

  private EventsCsv() {}

  /** Writes the file; nothing is left if the trace is damaged. */
  public static void write(Path trace, WholeFile.Target target) {
    try (TraceReader reader = TraceReader.open(trace);
        WholeFile file = target.open();
        Writer out =
            new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8))) {
      out.write(HEADER);
      String scope = ",,,";
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        if (record instanceof Scope next) {
          scope = scope(next);
        } else if (record instanceof TraceEvent event) {
          out.write(scope);
          out.write(line(event));
        }
      }
      out.flush();
      file.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String scope(Scope scope) {
    return CsvField.of(scope.design())
        + ","
        + scope.ber()
        + ","
        + scope.trial()
        + ","
        + scope.image();
  }

  private static String line(TraceEvent event) {
    boolean struck = event.site() != null;
    return ","
        + known(event.cycle())
        + ","
        + (event.kind().isSlice() ? event.durationCycles() : "")
        + ","
        + CsvField.of(event.component())
        + ","
        + event.kind().label()
        + ","
        + known(event.layer())
        + ","
        + known(event.fold())
        + ","
        + (struck ? event.site().label() : "")
        + ","
        + (struck ? event.replica() : "")
        + ","
        + event.address()
        + ","
        + event.bytes()
        + ","
        + (struck ? "0x" + Long.toHexString(event.flips()) : "")
        + ","
        + event.value()
        + ","
        + (struck ? CsvField.of(event.cells()) : "")
        + ","
        + (event.outcome() == null ? "" : event.outcome().label())
        + "\n";
  }

  private static String known(long value) {
    return value == TraceEvent.NONE ? "" : Long.toString(value);
  }
}
