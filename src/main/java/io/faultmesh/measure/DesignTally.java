package io.faultmesh.measure;

import io.faultmesh.fault.FlipTally;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/** All trials of one design at one bit error rate. */
public final class DesignTally {
  private final List<TrialTally> trials = new ArrayList<>();
  private final FlipTally flips;
  private final SummaryStatistics imageDrops = new SummaryStatistics();
  private int imageDrop;

  public DesignTally(int trials, int layers) {
    for (int i = 0; i < trials; i++) {
      this.trials.add(new TrialTally());
    }
    this.flips = new FlipTally(layers);
  }

  /**
   * Adds the next image of a trial; an image's trials follow each other in their order.
   *
   * @see TrialTally#add
   */
  public void add(
      int trial, int label, int goldenTop1, byte[] ownGolden, byte[] logits, long imageFlips) {
    imageDrop += trials.get(trial).add(label, goldenTop1, ownGolden, logits, imageFlips);
    if (trial == trials.size() - 1) {
      imageDrops.addValue((double) imageDrop / trials.size());
      imageDrop = 0;
    }
  }

  public List<TrialTally> trials() {
    return trials;
  }

  public FlipTally flips() {
    return flips;
  }

  public Estimate accuracy() {
    double[] rates = trials.stream().mapToDouble(t -> (double) t.correct() / t.images()).toArray();
    return Estimate.rate(rates, trials.get(0).images());
  }

  public Estimate drop() {
    return Estimate.drop(
        trials.stream().mapToLong(TrialTally::correctToWrong).toArray(),
        trials.stream().mapToLong(TrialTally::wrongToCorrect).toArray(),
        trials.get(0).images());
  }

  /**
   * What the drop on other images of this kind stays below, with 95 % confidence. Flips strike
   * every image anew, so the spread between images holds that between trials, too; weights struck
   * for a whole trial are the exception.
   */
  public double dropBoundOnOtherImages() {
    return Estimate.upperBound(
        imageDrops.getMean(), imageDrops.getStandardDeviation(), imageDrops.getN());
  }

  /** The mean over trials of a count, as a fraction of the images. */
  public double fraction(java.util.function.ToLongFunction<TrialTally> count) {
    return (double) trials.stream().mapToLong(count).sum()
        / trials.stream().mapToLong(TrialTally::images).sum();
  }
}
