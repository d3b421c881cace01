package io.faultmesh.machine.result;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What the recorder measured, in cycles.
 *
 * @param histograms by kind
 * @param folds per struck layer, the cycles of each fold; an extra fold's count to the one that it
 *     repeats
 */
public record Latencies(Map<Latency, Histogram> histograms, List<long[]> folds) {
  public Latencies {
    histograms = Map.copyOf(histograms);
    folds = List.copyOf(folds);
  }
}
