package io.faultmesh.protection;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Flips;
import io.faultmesh.fault.Registers;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.Operand;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * One design under the faults of one trial: what both engines ask for flips, and what counts them.
 */
public final class DesignFaults {
  private static final int REPLICAS = 3;

  private final FaultPlan plan;
  private final int trial;
  private final Protection protection;
  private final FlipTally tally;

  /**
   * Faults of a trial, counted into a tally.
   *
   * @param protection after {@link Repair}
   */
  public DesignFaults(FaultPlan plan, int trial, Protection protection, FlipTally tally) {
    if (Repair.isDue(protection, plan)) {
      throw new IllegalArgumentException(
          "design " + protection.name() + " is not repaired for trial " + trial);
    }
    this.plan = plan;
    this.trial = trial;
    this.protection = protection;
    this.tally = tally;
  }

  public Protection protection() {
    return protection;
  }

  public LayerMapping mapping(int layer) {
    return protection.mappings().get(layer);
  }

  private Convolution node(int layer) {
    return protection.network().layers().get(layer).node();
  }

  public boolean strikes(FaultSite site, int layer) {
    return plan.strikes(site) && plan.strikesLayer(layer);
  }

  /** Whether a site's flips last for the trial, so that no single image owns them. */
  public boolean isPerTrial(FaultSite site) {
    return plan.isPerTrial(site);
  }

  /** The flips of a site, with the votes that the design casts bit by bit. */
  public VotedFlips flips(FaultSite site, int layer, int image) {
    if (plan.isPerTrial(site)) {
      return again(site, layer, image);
    }
    LayerProtection own = protection.layers().get(layer);
    int windowSize = node(layer).windowSize();
    boolean voted = own.votes() && own.votes(site);
    Flips[] replicas = new Flips[voted ? REPLICAS : 1];
    for (int r = 0; r < replicas.length; r++) {
      replicas[r] = draw(site, layer, image, r);
    }
    VotedFlips.Masks masks =
        switch (site) {
          case ACTIVATION, ACCUMULATOR -> value -> own.mask(site, (int) value);
          case PRODUCT, PARTIAL_SUM -> value -> own.mask(site, (int) (value / windowSize));
          default -> value -> 0;
        };
    return new VotedFlips(
        pad(replicas),
        site.bitsPerValue(),
        plan.bitMask(),
        value -> true,
        masks,
        (value, flips, mask, afterVote) -> {
          for (int r = 0; r < REPLICAS; r++) {
            tally.count(site, layer, r, value, Integer.toUnsignedLong(flips[r]));
          }
          long left = Integer.toUnsignedLong(afterVote);
          boolean decided = ((flips[0] | flips[1] | flips[2]) & mask) != 0;
          tally.countResidual(site, layer, value, left, decided);
        });
  }

  /** The flips of a site that an earlier cursor has counted already. */
  public VotedFlips again(FaultSite site, int layer, int image) {
    return new VotedFlips(
        pad(draw(site, layer, image, 0)),
        site.bitsPerValue(),
        plan.bitMask(),
        value -> true,
        value -> 0,
        (value, flips, mask, afterVote) -> {});
  }

  /** The flips that a repeated pass (1 or 2) of the design's repeated channels sees. */
  public VotedFlips repeatedPass(FaultSite site, int layer, int image, int pass) {
    return new VotedFlips(
        pad(draw(site, layer, image, pass)),
        site.bitsPerValue(),
        plan.bitMask(),
        isRepeated(site, layer),
        value -> 0,
        (value, flips, mask, afterVote) ->
            tally.count(site, layer, pass, value, Integer.toUnsignedLong(flips[0])));
  }

  /** Whether a value of a site takes part in a repeated pass. */
  private LongPredicate isRepeated(FaultSite site, int layer) {
    BitSet channels = protection.layers().get(layer).repeatedChannels();
    Convolution node = node(layer);
    return switch (site) {
      case ACTIVATION, ACCUMULATOR -> value -> channels.get((int) (value / node.pixels()));
      case PRODUCT, PARTIAL_SUM ->
          value -> channels.get((int) (value / node.windowSize() / node.pixels()));
      case OPERAND -> value -> isRepeated(channels, mapping(layer).operand(value));
      case DRAM, WEIGHT, INPUT, BIAS, SCALE, PE ->
          throw new IllegalArgumentException(site + " is shared by all passes");
    };
  }

  private static boolean isRepeated(BitSet channels, Operand operand) {
    if (!operand.isInput()) {
      return channels.get(operand.filter());
    }
    int first = operand.fold().firstFilter();
    int next = channels.nextSetBit(first);
    return next >= 0 && next < first + operand.fold().filters();
  }

  private Flips draw(FaultSite site, int layer, int image, int replica) {
    long values = SiteSpace.values(site, node(layer), mapping(layer));
    return plan.flips(trial, image, layer, site, replica, values);
  }

  /** Three cursors, the missing ones empty. */
  private static Flips[] pad(Flips... given) {
    Flips[] replicas = {Flips.NONE, Flips.NONE, Flips.NONE};
    System.arraycopy(given, 0, replicas, 0, given.length);
    return replicas;
  }

  /**
   * The array's registers for each of three replicas; null where the site is off. Replicas 1 and 2
   * act only through votes.
   */
  public Registers[][] registers() {
    if (!plan.strikes(FaultSite.PE)) {
      return null;
    }
    int elements = protection.array().rows() * protection.array().columns();
    Registers[][] registers = new Registers[REPLICAS][];
    for (int r = 0; r < REPLICAS; r++) {
      registers[r] = Registers.of(used(drawnStuckBits(r)), elements);
    }
    return registers;
  }

  private List<StuckBit> drawnStuckBits(int replica) {
    int elements = protection.built().rows() * protection.built().columns();
    return plan.stuckBits(trial, replica, elements);
  }

  /** Those in columns that are used, by the number of the element among the used ones. */
  private List<StuckBit> used(List<StuckBit> bits) {
    int built = protection.built().columns();
    int columns = protection.array().columns();
    return bits.stream()
        .filter(bit -> bit.element() % built < columns)
        .map(
            bit -> {
              int element = bit.element() / built * columns + bit.element() % built;
              return new StuckBit(element, bit.bit(), bit.one());
            })
        .toList();
  }

  /** Counts what exists once per trial: stuck bits, and parameters that stay struck. */
  public void countPerTrial() {
    for (FaultSite site : FaultSite.values()) {
      if (site.storesParameters() && plan.isPerTrial(site)) {
        countPerTrial(site);
      }
    }
    for (int r = 0; r < REPLICAS; r++) {
      for (StuckBit bit : stuckBits(r)) {
        tally.count(FaultSite.PE, 0, r, bit.element(), 1L << bit.bit());
      }
    }
  }

  private void countPerTrial(FaultSite site) {
    for (IntegerLayer layer : protection.network().layers()) {
      VotedFlips flips = again(site, layer.index(), 0);
      while (flips.advance()) {
        long mask = Integer.toUnsignedLong(flips.afterVote());
        tally.count(site, layer.index(), 0, flips.value(), mask);
        tally.countResidual(site, layer.index(), flips.value(), mask, false);
      }
    }
  }

  /** The stuck bits of a replica that the design has, by the number of the element as built. */
  public List<StuckBit> stuckBits(int replica) {
    ProtectedColumns columns = protection.columns();
    return drawnStuckBits(replica).stream()
        .filter(bit -> replica == 0 || columns.isTripled(bit.bit()))
        .toList();
  }
}
