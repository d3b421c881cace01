package io.faultmesh.report;

import io.faultmesh.files.RunFolder;
import io.faultmesh.machine.result.Latency;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Writes {@code layers.csv} and {@code histograms/*.hlog} of a run folder. */
public final class CycleFiles {
  private CycleFiles() {}

  public static void write(RunFolder folder, List<DesignCycles> designs) {
    StringBuilder layers = new StringBuilder(LayersCsv.heading());
    for (DesignCycles one : designs) {
      layers.append(LayersCsv.rows(one.design(), one.elements(), one.layers()));
      for (Latency kind : Latency.values()) {
        String flow = kind.name().toLowerCase(Locale.ROOT);
        histogram(folder, one.design() + "-" + flow, one.latencies().get(kind));
      }
      if (one.foldOverhead() != null) {
        histogram(folder, one.design() + "-fold-slower", one.foldOverhead().slower());
        histogram(folder, one.design() + "-fold-faster", one.foldOverhead().faster());
      }
    }
    folder.write("layers.csv", layers.toString());
  }

  /** A log with one histogram, in cycles; every time stamp is 0. */
  public static void histogram(RunFolder folder, String name, Histogram histogram) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistogramLogWriter log = new HistogramLogWriter(bytes);
    log.outputLogFormatVersion();
    // The writer's own line of this form holds the time zone of the computer.
    log.outputComment("[StartTime: 0.000 (seconds since epoch), 1970-01-01T00:00:00Z]");
    log.outputComment("[Values are cycles]");
    log.outputLegend();
    log.outputIntervalHistogram(0, 0, histogram, 1);
    log.close();
    folder.write("histograms/" + name + ".hlog", bytes.toString(StandardCharsets.UTF_8));
  }
}
