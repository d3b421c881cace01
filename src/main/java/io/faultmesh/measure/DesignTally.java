package io.faultmesh.measure;

import io.faultmesh.fault.FlipTally;
import java.util.ArrayList;
import java.util.List;

/** All trials of one design at one bit error rate. */
public final class DesignTally {
  private final List<TrialTally> trials = new ArrayList<>();
  private final FlipTally flips;

  public DesignTally(int trials, int layers) {
    for (int i = 0; i < trials; i++) {
      this.trials.add(new TrialTally());
    }
    this.flips = new FlipTally(layers);
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

  /** The mean over trials of a count, as a fraction of the images. */
  public double fraction(java.util.function.ToLongFunction<TrialTally> count) {
    return (double) trials.stream().mapToLong(count).sum()
        / trials.stream().mapToLong(TrialTally::images).sum();
  }
}
