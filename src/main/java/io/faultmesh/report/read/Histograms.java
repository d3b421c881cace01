package io.faultmesh.report.read;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** Reads {@code histograms/*.hlog} of a run folder. */
public final class Histograms {
  private static final String SUFFIX = ".hlog";

  private Histograms() {}

  /**
   * A histogram, in cycles.
   *
   * @param flow what it is of: {@code fold}, {@code dram}, ...
   */
  public record Named(String design, String flow, Histogram histogram) {}

  /**
   * All of a run.
   *
   * @throws BadInputException if a log is damaged
   */
  public static List<Named> of(RunFiles run) {
    // Names of designs may hold dashes, so the longest one that fits is meant.
    List<String> designs =
        run.designs().stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    List<Named> all = new ArrayList<>();
    for (Path file : run.files("histograms", SUFFIX)) {
      String name = file.getFileName().toString().replace(SUFFIX, "");
      String design =
          designs.stream().filter(one -> name.startsWith(one + "-")).findFirst().orElse("");
      String flow = design.isEmpty() ? name : name.substring(design.length() + 1);
      all.add(new Named(design, flow, read(file)));
    }
    List<String> order = run.designs();
    all.sort(
        Comparator.comparing(Named::flow).thenComparingInt(one -> order.indexOf(one.design())));
    return all;
  }

  private static Histogram read(Path file) {
    FileErrors.requireFile(file);
    Histogram all = new Histogram(3);
    try (HistogramLogReader log = new HistogramLogReader(file.toFile())) {
      while (log.hasNext()) {
        EncodableHistogram next = log.nextIntervalHistogram();
        if (next instanceof Histogram histogram) {
          all.add(histogram);
        }
      }
    } catch (FileNotFoundException e) {
      throw FileErrors.unreadable(file, e);
    } catch (RuntimeException e) {
      throw new BadInputException(file + ": damaged, no histogram log; make the run again", e);
    }
    return all;
  }
}
