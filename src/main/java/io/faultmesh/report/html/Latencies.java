package io.faultmesh.report.html;

import io.faultmesh.report.read.Histograms;
import io.faultmesh.report.read.RunFiles;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The cycles of one design in one flow, from a histogram of the run folder.
 *
 * @param points percentile (0 to 100) and the cycles that so many values do not pass
 */
record Latencies(
    String design,
    String flow,
    long count,
    double mean,
    List<Object> figures,
    List<Object> points) {
  private static final double[] PERCENTILES = {0, 50, 90, 99, 99.9, 100};
  private static final int TICKS = 4;

  /** All histograms that hold a value. */
  static List<Latencies> of(RunFiles run) {
    List<Latencies> all = new ArrayList<>();
    for (Histograms.Named one : Histograms.of(run)) {
      Histogram histogram = one.histogram();
      if (histogram.getTotalCount() > 0) {
        all.add(
            new Latencies(
                one.design(),
                one.flow(),
                histogram.getTotalCount(),
                histogram.getMean(),
                figures(histogram),
                points(histogram)));
      }
    }
    return all;
  }

  private static List<Object> figures(Histogram histogram) {
    List<Object> figures = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      figures.add(histogram.getValueAtPercentile(percentile));
    }
    return figures;
  }

  private static List<Object> points(Histogram histogram) {
    List<Object> points = new ArrayList<>();
    for (HistogramIterationValue step : histogram.percentiles(TICKS)) {
      points.add(List.of(step.getPercentileLevelIteratedTo(), step.getValueIteratedTo()));
    }
    return points;
  }
}
