package io.faultmesh.report.csv;

import io.faultmesh.files.RunFolder;
import io.faultmesh.report.read.Histograms;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Percentiles of a run's histograms in the two forms that other tools read: HdrHistogram's {@code
 * .hgrm}, which its plotter takes, and the same as {@code .csv}. Values are cycles.
 */
public final class PercentileFiles {
  private static final int TICKS = 5;

  private PercentileFiles() {}

  public static void write(RunFolder folder, List<Histograms.Named> histograms) {
    for (Histograms.Named one : histograms) {
      String name = one.design().isEmpty() ? one.flow() : one.design() + "-" + one.flow();
      write(folder, name + ".hgrm", one.histogram(), false);
      write(folder, name + ".csv", one.histogram(), true);
    }
  }

  private static void write(RunFolder folder, String name, Histogram histogram, boolean csv) {
    try (PrintStream out = new PrintStream(folder.stream(name), false, StandardCharsets.UTF_8)) {
      histogram.outputPercentileDistribution(out, TICKS, 1.0, csv);
      if (out.checkError()) {
        throw new UncheckedIOException(new IOException(name + ": cannot be written"));
      }
    }
  }
}
