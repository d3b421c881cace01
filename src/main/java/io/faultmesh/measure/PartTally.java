package io.faultmesh.measure;

import io.faultmesh.fault.FlipTally;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one design at one bit error rate gave in a range of images and a block of trials: whole
 * numbers, from which {@link DesignTally} makes the same result however the work was cut.
 */
public final class PartTally {

  /** What is summed over an image's trials; of {@link #MASKED} only struck cells count. */
  public enum Sum {
    CORRECT,
    DROP,
    SDC1,
    SDC5,
    STRUCK,
    MASKED
  }

  private final List<TrialTally> trials;
  private final boolean[] struckTrials;
  private final boolean[] stoppedTrials;
  private final int[][] imageSums;
  private final FlipTally flips;
  private final ClassTally classes = new ClassTally();

  /**
   * An empty tally.
   *
   * @param trials of the block
   * @param images of the range
   */
  public PartTally(int trials, int images, int layers) {
    this(Stream.generate(TrialTally::new).limit(trials).toList(), images, layers);
  }

  private PartTally(List<TrialTally> trials, int images, int layers) {
    this.trials = trials;
    this.struckTrials = new boolean[trials.size()];
    this.stoppedTrials = new boolean[trials.size()];
    this.imageSums = new int[Sum.values().length][images];
    this.flips = new FlipTally(layers);
  }

  /** A tally that was kept; sums, flips and classes are to be added. */
  public static PartTally of(List<TrialTally> trials, int images, int layers) {
    return new PartTally(trials, images, layers);
  }

  /**
   * Tells of flips that last for a trial and belong to no image; before the trial's images.
   *
   * @param trial in the block
   * @param counted whether this part counts them: one of all ranges does
   */
  public void addLasting(int trial, FlipTally lasting, boolean counted) {
    struckTrials[trial] = lasting.total() > 0;
    stoppedTrials[trial] = lasting.isStopped();
    if (counted) {
      flips.add(lasting);
      trials.get(trial).add(lasting);
    }
  }

  /**
   * Adds an image of a trial; a trial's images follow each other in their order.
   *
   * @param trial in the block
   * @param image in the range
   * @see ImageOutcome#of
   */
  public void add(
      int trial,
      int image,
      int label,
      int goldenTop1,
      byte[] ownGolden,
      byte[] logits,
      FlipTally imageFlips) {
    boolean isStruck = struckTrials[trial] || imageFlips.total() > 0;
    boolean isAnswered = !stoppedTrials[trial] && !imageFlips.isStopped();
    ImageOutcome outcome =
        ImageOutcome.of(label, goldenTop1, ownGolden, logits, isStruck, isAnswered);
    flips.add(imageFlips);
    trials.get(trial).add(outcome, logits);
    trials.get(trial).add(imageFlips);
    if (label >= 0) {
      classes.add(label, outcome);
    }
    add(Sum.CORRECT, image, outcome.correct() ? 1 : 0);
    add(Sum.DROP, image, outcome.drop());
    add(Sum.SDC1, image, outcome.sdc1() ? 1 : 0);
    add(Sum.SDC5, image, outcome.sdc5() ? 1 : 0);
    add(Sum.STRUCK, image, outcome.struck() ? 1 : 0);
    add(Sum.MASKED, image, outcome.masked() ? 1 : 0);
  }

  /** Adds to a sum over an image's trials. */
  @SuppressWarnings("EnumOrdinal") // A tally lives no longer than the program.
  public void add(Sum sum, int image, int value) {
    imageSums[sum.ordinal()][image] += value;
  }

  /** A sum over the block's trials, by image of the range. */
  @SuppressWarnings("EnumOrdinal")
  public int[] imageSums(Sum sum) {
    return imageSums[sum.ordinal()];
  }

  /** Images of the range. */
  public int images() {
    return imageSums[0].length;
  }

  public List<TrialTally> trials() {
    return trials;
  }

  public FlipTally flips() {
    return flips;
  }

  /** By class; empty without labels. */
  public ClassTally classes() {
    return classes;
  }
}
