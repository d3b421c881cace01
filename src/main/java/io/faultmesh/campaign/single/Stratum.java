package io.faultmesh.campaign.single;

import io.faultmesh.fault.DistinctDraws;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.SingleFault;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the population of faults from which a sample of its own is drawn.
 *
 * @param blocks what it is made of, in order
 * @param sampled members that the first step draws
 */
record Stratum(List<Block> blocks, long sampled) {
  private static final String FIRST = "single";
  private static final String SECOND = "single, second step";

  Stratum {
    blocks = List.copyOf(blocks);
  }

  static long population(List<Block> blocks) {
    return blocks.stream().mapToLong(Block::population).sum();
  }

  long population() {
    return population(blocks);
  }

  /** Members that the first step leaves. */
  long left() {
    return population() - sampled;
  }

  /**
   * Where and how events strike.
   *
   * @param firstImage index of the first of the images
   * @param shares of events that strike one bit, two, and so on
   */
  record Events(long seed, int firstImage, int images, List<Double> shares) {}

  /** Draws the first step's sample, without replacement. */
  List<SingleFault> draw(Events events) {
    DistinctDraws draws = draws(events.seed(), FIRST);
    return faults(draws.numbers(population(), Math.toIntExact(sampled)), draws, events);
  }

  /** Draws more members of those that the first step leaves. */
  List<SingleFault> drawMore(Events events, long members) {
    long[] first = draws(events.seed(), FIRST).numbers(population(), Math.toIntExact(sampled));
    DistinctDraws draws = draws(events.seed(), SECOND);
    long[] numbers = draws.numbers(left(), Math.toIntExact(members));
    // The n-th member that is left is n plus the drawn ones before it.
    int before = 0;
    for (int i = 0; i < numbers.length; i++) {
      while (before < first.length && first[before] <= numbers[i] + before) {
        before++;
      }
      numbers[i] += before;
    }
    return faults(numbers, draws, events);
  }

  private DistinctDraws draws(long seed, String step) {
    Block first = blocks.get(0);
    String form = first.form().isPermanent() ? " " + first.form().label() : "";
    Draw key = Draw.of(0, first.bit(), Draw.ALL, first.layer(), first.site()).ofKind(step + form);
    return new DistinctDraws(seed, key);
  }

  private List<SingleFault> faults(long[] numbers, DistinctDraws draws, Events events) {
    List<SingleFault> faults = new ArrayList<>();
    int block = 0;
    long before = 0;
    for (long number : numbers) {
      while (number - before >= blocks.get(block).population()) {
        before += blocks.get(block++).population();
      }
      Block own = blocks.get(block);
      long within = number - before;
      int image =
          own.servesAllImages() ? draws.next(events.images()) : (int) (within / own.values());
      long value = within % own.values();
      int width =
          own.form().isPermanent()
              ? 1
              : (int) Math.min(width(draws, events.shares()), own.room(value));
      faults.add(
          new SingleFault(
              own.form(),
              events.firstImage() + image,
              own.layer(),
              own.site(),
              value,
              own.bit(),
              width));
    }
    return faults;
  }

  private static int width(DistinctDraws draws, List<Double> shares) {
    if (shares.size() == 1) {
      return 1;
    }
    double left = draws.nextShare();
    int width = 1;
    while (width < shares.size() && left >= shares.get(width - 1)) {
      left -= shares.get(width++ - 1);
    }
    return width;
  }
}
