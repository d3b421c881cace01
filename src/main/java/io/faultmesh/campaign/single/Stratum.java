package io.faultmesh.campaign.single;

import io.faultmesh.fault.DistinctDraws;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the population of faults from which a sample of its own is drawn.
 *
 * @param blocks what it is made of, in order
 * @param sampled members that are drawn
 */
record Stratum(List<Block> blocks, long sampled) {

  /**
   * The same bit of all values of a site in a layer. A stored parameter serves all images, so its
   * bits count once; of other values each image has its own.
   *
   * @param first values of a first tensor, where a site has two: physical words start anew behind
   *     it
   * @param population faults
   */
  record Block(FaultSite site, int layer, int bit, long values, long first, long population) {

    /** How many bits from one on an event can strike: it ends with its word of 64. */
    private long room(long value) {
      long start = value < first ? 0 : first;
      long end = value < first ? first : values;
      long before = (value - start) * site.bitsPerValue() + bit;
      long left = (end - start) * site.bitsPerValue() - before;
      return Math.min(Long.SIZE - before % Long.SIZE, left);
    }
  }

  Stratum {
    blocks = List.copyOf(blocks);
  }

  static long population(List<Block> blocks) {
    return blocks.stream().mapToLong(Block::population).sum();
  }

  long population() {
    return population(blocks);
  }

  /**
   * Draws the sample, without replacement. A parameter's fault meets one of the images, drawn too.
   *
   * @param firstImage index of the first of the images
   * @param shares of events that strike one bit, two, and so on
   */
  List<SingleFault> draw(long seed, int firstImage, int images, List<Double> shares) {
    Block first = blocks.get(0);
    DistinctDraws draws =
        new DistinctDraws(
            seed, Draw.of(0, first.bit(), Draw.ALL, first.layer(), first.site()).ofKind("single"));
    List<SingleFault> faults = new ArrayList<>();
    int block = 0;
    long before = 0;
    for (long number : draws.numbers(population(), Math.toIntExact(sampled))) {
      while (number - before >= blocks.get(block).population()) {
        before += blocks.get(block++).population();
      }
      Block own = blocks.get(block);
      long within = number - before;
      int image =
          own.site().storesParameters() ? draws.next(images) : (int) (within / own.values());
      long value = within % own.values();
      int width = (int) Math.min(width(draws, shares), own.room(value));
      faults.add(
          new SingleFault(firstImage + image, own.layer(), own.site(), value, own.bit(), width));
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
