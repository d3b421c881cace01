package io.faultmesh.measure;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.measure.Estimator.Harm;
import io.faultmesh.measure.PartTally.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** All trials of one design at one bit error rate. */
public final class DesignTally {
  private static final Interval SHARE = new Interval(0, 1);

  private final List<TrialTally> trials = new ArrayList<>();
  private final boolean faultsLast;
  private final FlipTally flips;
  private final ClassTally classes = new ClassTally();
  private final int layers;

  /** Sums over the trials of the range of images that is being added. */
  private PartTally range;

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
    this.layers = layers;
    this.faultsLast = faultsLast;
    this.flips = new FlipTally(layers);
    this.correct = new CrossedSums(trials);
    this.drop = new CrossedSums(trials);
    this.sdc1 = new CrossedSums(trials);
    this.sdc5 = new CrossedSums(trials);
    this.struck = new CrossedSums(trials);
    this.masked = new CrossedSums(trials);
  }

  /**
   * Adds a part. The parts of a range of images follow each other by trials, and ranges by images.
   *
   * @param firstTrial of the part
   */
  public void add(int firstTrial, PartTally part) {
    for (int i = 0; i < part.trials().size(); i++) {
      addTrial(firstTrial + i, part.trials().get(i));
    }
    flips.add(part.flips());
    part.classes().counts().forEach(classes::add);
    if (firstTrial == 0) {
      range = new PartTally(0, part.images(), 0);
    }
    for (Sum sum : Sum.values()) {
      for (int image = 0; image < part.images(); image++) {
        range.add(sum, image, part.imageSums(sum)[image]);
      }
    }
    if (firstTrial + part.trials().size() == trials.size()) {
      endRange();
    }
  }

  /** The sums over trials of the range of images that was added last. */
  public PartTally range() {
    return range;
  }

  /** The sums over images of each trial: with all ranges, whatever is to be known. */
  public PartTally ofTrials() {
    PartTally part = PartTally.of(trials, 0, layers);
    part.flips().add(flips);
    classes.counts().forEach(part.classes()::add);
    return part;
  }

  private void addTrial(int trial, TrialTally part) {
    trials.get(trial).append(part);
    long images = part.images();
    long turned = part.correctToWrong() + part.wrongToCorrect();
    long drop = part.correctToWrong() - part.wrongToCorrect();
    correct.addTrial(trial, part.correct(), images, part.correct());
    this.drop.addTrial(trial, drop, images, turned);
    sdc1.addTrial(trial, part.sdc1(), images, part.sdc1());
    sdc5.addTrial(trial, part.sdc5(), images, part.sdc5());
    struck.addTrial(trial, part.struck(), images, part.struck());
    masked.addTrial(trial, part.masked(), part.struck(), part.masked());
  }

  private void endRange() {
    int n = trials.size();
    for (int image = 0; image < range.images(); image++) {
      correct.addImage(range.imageSums(Sum.CORRECT)[image], n);
      drop.addImage(range.imageSums(Sum.DROP)[image], n);
      sdc1.addImage(range.imageSums(Sum.SDC1)[image], n);
      sdc5.addImage(range.imageSums(Sum.SDC5)[image], n);
      int struckTrials = range.imageSums(Sum.STRUCK)[image];
      struck.addImage(struckTrials, n);
      masked.addImage(range.imageSums(Sum.MASKED)[image], struckTrials);
    }
  }

  /** Adds an image of a trial; an image's trials follow each other in their order. */
  public void add(
      int trial, int label, int goldenTop1, byte[] ownGolden, byte[] logits, FlipTally imageFlips) {
    PartTally one = new PartTally(1, 1, layers);
    one.add(0, 0, label, goldenTop1, ownGolden, logits, imageFlips);
    add(trial, one);
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

  /** Whether accuracy is known. */
  public boolean isLabelled() {
    return !classes.counts().isEmpty();
  }

  /** Share of correct answers; null without labels. */
  public Estimate accuracy() {
    return !isLabelled() ? null : estimate(correct, Harm.LOWERS, SHARE);
  }

  /** Accuracy lost, paired per image; null without labels. At most what was correct is lost. */
  public Estimate drop() {
    if (!isLabelled()) {
      return null;
    }
    long golden = drop.total() + correct.total();
    double cells = drop.count();
    return estimate(
        drop, Harm.RAISES, new Interval((golden - drop.count()) / cells, golden / cells));
  }

  /** Accuracy, or SDC-1 where images have no labels. */
  public Estimate answer() {
    return isLabelled() ? accuracy() : sdc1();
  }

  /**
   * The interval of {@link #answer} over all trials, on these images.
   *
   * @param confidence two-sided
   */
  public Interval answer(double confidence) {
    CrossedSums measure = isLabelled() ? correct : sdc1;
    Harm harm = isLabelled() ? Harm.LOWERS : Harm.RAISES;
    return new Estimator(measure, faultsLast).theseImages(confidence, harm, SHARE);
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
    return !isLabelled() || given == 0 ? null : (double) sum(TrialTally::correct) / given;
  }

  private long sum(ToLongFunction<TrialTally> count) {
    return trials.stream().mapToLong(count).sum();
  }

  private Estimate estimate(CrossedSums sums, Harm harm, Interval range) {
    return new Estimator(sums, faultsLast).estimate(harm, range);
  }

  /** How far the trials lie apart. */
  public TrialSpread spread() {
    CrossedSums measure = isLabelled() ? correct : sdc1;
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
