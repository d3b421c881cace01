package io.faultmesh.measure;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.measure.Estimator.Harm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** All trials of one design at one bit error rate. */
public final class DesignTally {
  private static final Interval SHARE = new Interval(0, 1);

  private final List<TrialTally> trials = new ArrayList<>();
  private final boolean[] struckTrials;
  private final boolean[] stoppedTrials;
  private final boolean faultsLast;
  private final FlipTally flips;
  private final ClassTally classes = new ClassTally();
  private boolean labelled;
  private final CrossedSums correct;
  private final CrossedSums drop;
  private final CrossedSums sdc1;
  private final CrossedSums sdc5;
  private final CrossedSums struck;
  private final CrossedSums masked;

  /**
   * An empty tally.
   *
   * @param faultsLast whether faults may last for a trial, all of whose images then share them
   */
  public DesignTally(int trials, int layers, boolean faultsLast) {
    for (int i = 0; i < trials; i++) {
      this.trials.add(new TrialTally());
    }
    this.struckTrials = new boolean[trials];
    this.stoppedTrials = new boolean[trials];
    this.faultsLast = faultsLast;
    this.flips = new FlipTally(layers);
    this.correct = new CrossedSums(trials);
    this.drop = new CrossedSums(trials);
    this.sdc1 = new CrossedSums(trials);
    this.sdc5 = new CrossedSums(trials);
    this.struck = new CrossedSums(trials);
    this.masked = new CrossedSums(trials);
  }

  /** Adds flips that last for a trial and belong to no image; before the trial's images. */
  public void addLasting(int trial, FlipTally lasting) {
    flips.add(lasting);
    trials.get(trial).add(lasting);
    struckTrials[trial] = lasting.total() > 0;
    stoppedTrials[trial] = lasting.isStopped();
  }

  /**
   * Adds the next image of a trial; an image's trials follow each other in their order.
   *
   * @see ImageOutcome#of
   */
  public void add(
      int trial, int label, int goldenTop1, byte[] ownGolden, byte[] logits, FlipTally imageFlips) {
    boolean isStruck = struckTrials[trial] || imageFlips.total() > 0;
    boolean isAnswered = !stoppedTrials[trial] && !imageFlips.isStopped();
    ImageOutcome outcome =
        ImageOutcome.of(label, goldenTop1, ownGolden, logits, isStruck, isAnswered);
    flips.add(imageFlips);
    trials.get(trial).add(outcome, logits);
    trials.get(trial).add(imageFlips);
    if (label >= 0) {
      labelled = true;
      classes.add(label, outcome);
    }
    correct.add(trial, outcome.correct() ? 1 : 0);
    drop.add(trial, outcome.drop());
    sdc1.add(trial, outcome.sdc1() ? 1 : 0);
    sdc5.add(trial, outcome.sdc5() ? 1 : 0);
    struck.add(trial, outcome.struck() ? 1 : 0);
    if (outcome.struck()) {
      masked.add(trial, outcome.masked() ? 1 : 0);
    }
    if (trial == trials.size() - 1) {
      List.of(correct, drop, sdc1, sdc5, struck, masked).forEach(CrossedSums::endImage);
    }
  }

  public List<TrialTally> trials() {
    return trials;
  }

  public FlipTally flips() {
    return flips;
  }

  /** Accuracy by class; empty without labels. */
  public ClassTally classes() {
    return classes;
  }

  /** Share of correct answers; null without labels. */
  public Estimate accuracy() {
    return !labelled ? null : estimate(correct, Harm.LOWERS, SHARE);
  }

  /** Accuracy lost, paired per image; null without labels. At most what was correct is lost. */
  public Estimate drop() {
    if (!labelled) {
      return null;
    }
    long golden = drop.total() + correct.total();
    double cells = drop.count();
    return estimate(
        drop, Harm.RAISES, new Interval((golden - drop.count()) / cells, golden / cells));
  }

  public Estimate sdc1() {
    return estimate(sdc1, Harm.RAISES, SHARE);
  }

  public Estimate sdc5() {
    return estimate(sdc5, Harm.RAISES, SHARE);
  }

  /** The share of images and trials that any flip struck. */
  public double struck() {
    return struck.mean();
  }

  /** The share of masked ones among those struck; null if none was. */
  public Estimate masked() {
    return masked.count() == 0 ? null : estimate(masked, Harm.LOWERS, SHARE);
  }

  /** The share of images and trials that no check has stopped. */
  public double answered() {
    return (double) sum(TrialTally::answered) / sum(TrialTally::images);
  }

  /** The share of correct answers among those given; null without labels or answers. */
  public Double accuracyOfAnswered() {
    long given = sum(TrialTally::answered);
    return !labelled || given == 0 ? null : (double) sum(TrialTally::correct) / given;
  }

  private long sum(ToLongFunction<TrialTally> count) {
    return trials.stream().mapToLong(count).sum();
  }

  private Estimate estimate(CrossedSums sums, Harm harm, Interval range) {
    return new Estimator(sums, faultsLast).estimate(harm, range);
  }

  /** How far the trials lie apart. */
  public TrialSpread spread() {
    CrossedSums measure = labelled ? correct : sdc1;
    double[] means =
        IntStream.range(0, trials.size()).mapToDouble(measure::mean).sorted().toArray();
    return new TrialSpread(
        means.length,
        means[0],
        means[means.length - 1],
        faultsLast,
        new Estimator(measure, faultsLast).trialsDisagree());
  }
}
