package io.faultmesh.campaign.unit;

import io.faultmesh.scenario.BadInputException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a campaign's work is cut into units. The cut follows from the scenario and the network alone,
 * so every process of every machine has the same units.
 *
 * @param firstImage index in the whole set of the first test image
 * @param rangeImages images of a unit; the last range may have fewer
 * @param blockTrials trials of a unit; the last block may have fewer
 */
public record WorkPlan(int firstImage, int images, int trials, int rangeImages, int blockTrials) {

  /**
   * Multiply-accumulate operations of a unit: a few seconds of one thread. More do not save a
   * golden pass, fewer do not bound what a kill loses.
   */
  private static final long FAST_MACS = 200_000_000_000L;

  private static final long MACHINE_MACS = 30_000_000L;

  /** What an inference costs besides, in the fast engine's operations. */
  private static final long INFERENCE_MACS = 5_000_000L;

  /** As many as fit into a processor's cache for small networks. */
  private static final int MOST_IMAGES = 32;

  private static final int MOST_TRIALS = 1024;

  public WorkPlan {
    long units = (long) count(images, rangeImages) * count(trials, blockTrials);
    if (units > Integer.MAX_VALUE / 2) {
      throw new BadInputException(
          "images x trials make " + units + " units of work; at most 1073741823 are possible");
    }
  }

  /**
   * The plan of a campaign.
   *
   * @param cells designs times rates
   * @param macs multiply-accumulate operations of one image
   * @param machine whether the machine runs the images, else the fast engine
   */
  public static WorkPlan of(
      int firstImage, int images, int trials, int cells, long macs, boolean machine) {
    long runs = Math.max(1, cells);
    long most =
        machine
            ? MACHINE_MACS / (Math.max(1, macs) * runs)
            : FAST_MACS / ((macs + INFERENCE_MACS) * runs);
    most = Math.max(1, most);
    int range = (int) Math.min(MOST_IMAGES, Long.highestOneBit(most));
    int block = (int) Math.min(MOST_TRIALS, Math.max(1, most / range));
    return new WorkPlan(firstImage, images, trials, range, block);
  }

  /** The same ranges with all trials at once. */
  public WorkPlan withoutBlocks() {
    return new WorkPlan(firstImage, images, trials, rangeImages, Math.max(1, trials));
  }

  /** The same with blocks that end wherever a look follows. */
  public WorkPlan withLooksAfter(int trials) {
    int block = Math.min(blockTrials, trials);
    while (trials % block != 0) {
      block--;
    }
    return new WorkPlan(firstImage, images, this.trials, rangeImages, block);
  }

  /** The units of some trials, from one on to in front of another, in order. */
  public List<WorkUnit> ofTrials(int from, int to) {
    return units().stream()
        .filter(unit -> unit.firstTrial() >= from && unit.firstTrial() < to)
        .toList();
  }

  private static int count(int of, int each) {
    return (of + each - 1) / each;
  }

  int ranges() {
    return count(images, rangeImages);
  }

  /** Blocks of trials of each range. */
  int blocks() {
    return Math.max(1, count(trials, blockTrials));
  }

  /** Number of units. */
  public int size() {
    return ranges() * blocks();
  }

  /** All units, in order. */
  public List<WorkUnit> units() {
    return units(0, size());
  }

  /** Units from one on to in front of another. */
  public List<WorkUnit> units(int from, int to) {
    return IntStream.range(from, to).mapToObj(this::unit).toList();
  }

  /** The first unit with an image. */
  public WorkUnit unitAt(int image) {
    return unit((image - firstImage) / rangeImages * blocks());
  }

  public WorkUnit unit(int number) {
    int image = number / blocks() * rangeImages;
    int trial = number % blocks() * blockTrials;
    return new WorkUnit(
        number,
        firstImage + image,
        Math.min(rangeImages, images - image),
        trial,
        Math.min(blockTrials, trials - trial));
  }
}
