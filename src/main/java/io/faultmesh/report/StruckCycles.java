package io.faultmesh.report;

import io.faultmesh.scenario.Ber;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What images cost under faults: of a design that repairs itself, or whose checks react, so that
 * not every image costs the same.
 *
 * @param mean over the measured images of all trials
 * @param reacts whether its checks react; else the faults of a trial cost all its images the same
 * @param images every measured one, by trial
 * @param slower cycles by which folds take longer than base's without faults; empty where the
 *     design's folds are not base's folds
 */
public record StruckCycles(
    Ber ber, DesignCycles.Cost mean, boolean reacts, List<ImageCost> images, Histogram slower) {

  /** One image in one trial. */
  public record ImageCost(int trial, int image, long cycles, long dramBytes, double energyPj) {}

  /** What an image costs in the mean of those that were measured in one trial. */
  public record TrialCost(double cycles, double dramBytes, double energyPj) {}

  /** How cycles spread over images and trials. */
  public record Spread(long p50, long p99, long max) {}

  public StruckCycles {
    images = List.copyOf(images);
  }

  /** The mean over the measured images of a trial; null if there are none. */
  public TrialCost of(int trial) {
    List<ImageCost> own = images.stream().filter(image -> image.trial == trial).toList();
    return own.isEmpty()
        ? null
        : new TrialCost(
            own.stream().mapToLong(ImageCost::cycles).average().orElseThrow(),
            own.stream().mapToLong(ImageCost::dramBytes).average().orElseThrow(),
            own.stream().mapToDouble(ImageCost::energyPj).average().orElseThrow());
  }

  /** The least numbers of cycles that so many percent of the images do not exceed. */
  public Spread spread() {
    long[] cycles = images.stream().mapToLong(ImageCost::cycles).sorted().toArray();
    return new Spread(rank(cycles, 0.5), rank(cycles, 0.99), cycles[cycles.length - 1]);
  }

  private static long rank(long[] sorted, double share) {
    return sorted[Math.max(1, (int) Math.ceil(share * sorted.length)) - 1];
  }
}
