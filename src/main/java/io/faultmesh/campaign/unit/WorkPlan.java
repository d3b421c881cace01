package io.faultmesh.campaign.unit;

import io.faultmesh.scenario.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a campaign's work is cut into units. The cut follows from the scenario and the network alone,
 * so every process of every machine has the same units. Units are numbered by rounds, in a round by
 * images, and then by trials.
 *
 * @param firstImage index in the whole set of the first test image
 * @param rounds how many trials there are at the end of each round, ascending: what a round finds
 *     may decide whether there is another one
 * @param rangeImages images of a unit; the last range may have fewer
 * @param blockTrials trials of a unit; a round's last block may have fewer
 */
public record WorkPlan(
    int firstImage, int images, List<Integer> rounds, int rangeImages, int blockTrials) {

  /** Multiply-accumulate operations of a unit: a few seconds of one thread, which a kill loses. */
  private static final long FAST_MACS = 400_000_000_000L;

  /** Runs with faults that share a unit's golden pass, where a unit has room for so many. */
  private static final long RUNS_PER_IMAGE = 16;

  private static final long MACHINE_MACS = 30_000_000L;

  /** What an inference costs besides, in the fast engine's operations. */
  private static final long INFERENCE_MACS = 5_000_000L;

  /** As many as fit into a processor's cache for small networks. */
  private static final int MOST_IMAGES = 32;

  private static final int MOST_TRIALS = 1024;

  /** Units of single faults that are enough for many threads. */
  private static final int FAULT_UNITS = 64;

  /** Single faults of a unit under one design, so that many share a pass through a layer. */
  private static final int LEAST_FAULTS = 1024;

  public WorkPlan {
    rounds = List.copyOf(rounds);
    long units = (long) count(images, rangeImages) * blocksUpTo(rounds, rounds.size(), blockTrials);
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
    long inferences =
        machine ? MACHINE_MACS / Math.max(1, macs) : FAST_MACS / (macs + INFERENCE_MACS);
    // The machine's golden pass is the fast engine's, and costs nothing beside its own runs.
    long ranges = machine ? inferences / runs : inferences / Math.max(runs, RUNS_PER_IMAGE);
    int range = (int) Math.min(MOST_IMAGES, Long.highestOneBit(Math.max(1, ranges)));
    int block = (int) Math.min(MOST_TRIALS, Math.max(1, inferences / (range * runs)));
    return new WorkPlan(firstImage, images, List.of(trials), range, block);
  }

  /**
   * The plan of single faults. Its rounds are steps of sampling, and its trials are shares of what
   * strikes a range of images in a step.
   *
   * @param faults of all steps
   * @param designs under which each fault runs
   * @param macs multiply-accumulate operations of one image
   */
  public static WorkPlan ofFaults(
      int firstImage, int images, int steps, long faults, int designs, long macs) {
    long inferences = FAST_MACS / (macs + INFERENCE_MACS);
    long perImage = Math.max(1, faults / images);
    long most = Math.min(MOST_IMAGES, inferences / (perImage * designs));
    long wanted = Math.max(images / FAULT_UNITS, LEAST_FAULTS / perImage);
    int range = (int) Math.max(1, Math.min(most, wanted));
    long runs = perImage * range * designs;
    int shares = (int) Math.max(1, Math.min(perImage, runs / Math.max(1, inferences)));
    List<Integer> rounds = IntStream.rangeClosed(1, steps).mapToObj(step -> step * shares).toList();
    return new WorkPlan(firstImage, images, rounds, range, 1);
  }

  /**
   * Images that the machine runs in a unit of a design.
   *
   * @param macs multiply-accumulate operations of one image
   */
  public static int machineImages(long macs) {
    return (int) Math.max(1, Math.min(MOST_IMAGES, MACHINE_MACS / Math.max(1, macs)));
  }

  /** The same ranges with all trials at once. */
  public WorkPlan withoutBlocks() {
    return new WorkPlan(firstImage, images, rounds, rangeImages, Math.max(1, trials()));
  }

  /** The same cut with rounds. */
  public WorkPlan in(List<Integer> others) {
    return new WorkPlan(firstImage, images, others, rangeImages, blockTrials);
  }

  private static int count(int of, int each) {
    return (of + each - 1) / each;
  }

  /** Of all rounds. */
  public int trials() {
    return rounds.get(rounds.size() - 1);
  }

  public int ranges() {
    return count(images, rangeImages);
  }

  /** Blocks of trials of each range in some rounds; trials that are none make a block, too. */
  private static int blocksUpTo(List<Integer> rounds, int count, int blockTrials) {
    int blocks = 0;
    for (int round = 0; round < count; round++) {
      int before = round == 0 ? 0 : rounds.get(round - 1);
      blocks += Math.max(1, count(rounds.get(round) - before, blockTrials));
    }
    return blocks;
  }

  /** The number of a round's first unit; behind the last round, of all units. */
  public int firstUnit(int round) {
    return ranges() * blocksUpTo(rounds, round, blockTrials);
  }

  /** Number of units. */
  public int size() {
    return firstUnit(rounds.size());
  }

  /** All units, in order. */
  public List<WorkUnit> units() {
    return units(0, size());
  }

  /** Units from one on to in front of another. */
  public List<WorkUnit> units(int from, int to) {
    return IntStream.range(from, to).mapToObj(this::unit).toList();
  }

  /** The units of a round, from 0, in order. */
  public List<WorkUnit> ofRound(int round) {
    return units(firstUnit(round), firstUnit(round + 1));
  }

  /** The units of a range of images, from 0, in some rounds, in the order of their trials. */
  public List<WorkUnit> ofRange(int range, int fromRound, int toRound) {
    return IntStream.range(fromRound, toRound)
        .boxed()
        .flatMap(round -> ofRange(range, round).stream())
        .toList();
  }

  private List<WorkUnit> ofRange(int range, int round) {
    int blocks = (firstUnit(round + 1) - firstUnit(round)) / ranges();
    int first = firstUnit(round) + range * blocks;
    return units(first, first + blocks);
  }

  /**
   * Groups of units of the same images, for a thread each, which runs these images without faults
   * once.
   *
   * @param least how many groups there are at least, so that no thread is without work
   */
  public static List<List<WorkUnit>> groups(List<WorkUnit> units, int least) {
    int most = Math.max(1, units.size() / least);
    List<List<WorkUnit>> groups = new ArrayList<>();
    for (WorkUnit unit : units) {
      List<WorkUnit> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (last.isEmpty() || last.size() == most || last.get(0).firstImage() != unit.firstImage()) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(unit);
    }
    return groups;
  }

  /** The first unit with an image. */
  public WorkUnit unitAt(int image) {
    return ofRange((image - firstImage) / rangeImages, 0).get(0);
  }

  public WorkUnit unit(int number) {
    int round = 0;
    while (number >= firstUnit(round + 1)) {
      round++;
    }
    int before = round == 0 ? 0 : rounds.get(round - 1);
    int inRound = number - firstUnit(round);
    int blocks = (firstUnit(round + 1) - firstUnit(round)) / ranges();
    int image = inRound / blocks * rangeImages;
    int trial = before + inRound % blocks * blockTrials;
    return new WorkUnit(
        number,
        firstImage + image,
        Math.min(rangeImages, images - image),
        trial,
        Math.min(blockTrials, rounds.get(round) - trial));
  }
}
