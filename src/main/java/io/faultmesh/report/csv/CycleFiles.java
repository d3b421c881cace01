package io.faultmesh.report.csv;

import io.faultmesh.files.RunFolder;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.report.StruckCycles.ImageCost;
import io.faultmesh.scenario.Ber;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes {@code layers.csv}, {@code reactions.csv} and {@code histograms/*.hlog} of a run folder.
 */
public final class CycleFiles {
  private static final int DIGITS = 3;

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
    struck(folder, designs);
  }

  /** What images cost under faults, where they do not cost the same. */
  private static void struck(RunFolder folder, List<DesignCycles> designs) {
    List<StruckLine> lines = new ArrayList<>();
    for (DesignCycles one : designs) {
      Histogram image = new Histogram(DIGITS);
      Histogram slower = new Histogram(DIGITS);
      for (StruckCycles own : one.struck().values()) {
        for (ImageCost cost : own.images()) {
          lines.add(new StruckLine(one.design(), own.ber(), cost));
          image.recordValue(cost.cycles());
        }
        slower.add(own.slower());
      }
      if (!one.struck().isEmpty()) {
        histogram(folder, one.design() + "-struck-image", image);
        histogram(folder, one.design() + "-struck-fold-slower", slower);
      }
    }
    if (!lines.isEmpty()) {
      folder.write("reactions.csv", STRUCK.text(lines));
    }
  }

  /** One image of a design at a rate. */
  private record StruckLine(String design, Ber ber, ImageCost cost) {}

  private static final Columns<StruckLine> STRUCK =
      new Columns<StruckLine>()
          .add("design", StruckLine::design)
          .add("ber", StruckLine::ber)
          .add("trial", line -> line.cost.trial())
          .add("image", line -> line.cost.image())
          .add("cycles", line -> line.cost.cycles())
          .add("dramBytes", line -> line.cost.dramBytes())
          .add("energyPj", line -> line.cost.energyPj());

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
