package io.faultmesh.protection;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Flips;
import io.faultmesh.fault.Outcome;
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
import java.util.function.LongToIntFunction;

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
   * @param protection as {@link Protection#adapted} to the trial
   */
  public DesignFaults(FaultPlan plan, int trial, Protection protection, FlipTally tally) {
    if (protection.mustAdapt(plan)) {
      throw new IllegalArgumentException(
          "design " + protection.name() + " is not adapted to trial " + trial);
    }
    this.plan = plan;
    this.trial = trial;
    this.protection = protection;
    this.tally = tally;
  }

  /** The same faults, counted into another tally: a component counts what falls in it. */
  public DesignFaults countedBy(FlipTally other) {
    return new DesignFaults(plan, trial, protection, other);
  }

  /** What counts them. */
  public FlipTally tally() {
    return tally;
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

  /**
   * A site's flips in every copy, with what bitwise guards leave of them; counted.
   *
   * @param pass 0, or 1 and 2 for the repetitions of repeated channels
   */
  public VotedFlips flips(FaultSite site, int layer, int image, int pass) {
    Station station = protection.layers().get(layer).station(site, pass);
    Flips[] copies = draw(station, image, pass);
    return new VotedFlips(
        station,
        copies,
        plan.bitMask(),
        exists(site, layer, pass),
        (value, flips, copied, afterVote) -> {
          for (int r = 0; r < copies.length; r++) {
            int replica = pass == 0 ? r : pass;
            tally.count(site, layer, replica, value, Integer.toUnsignedLong(flips[r]));
          }
          if (pass == 0) {
            countVote(station, value, flips, copied, afterVote);
          }
        });
  }

  private void countVote(Station station, long value, int[] flips, int copied, int afterVote) {
    boolean decided = ((flips[0] | flips[1] | flips[2]) & copied) != 0;
    long left = Integer.toUnsignedLong(afterVote);
    tally.countResidual(station.site(), station.layer(), value, left, decided);
    if (decided && station.copier() instanceof BitwiseGuard guard) {
      Outcome outcome = guard.outcome(flips[0], flips[1], flips[2], copied);
      tally.count(guard.cells(), station.layer(), outcome);
    }
  }

  /**
   * The values of a site that flips change, as the guards leave them; counted unless they last for
   * the trial.
   *
   * @param pass 0, or 1 and 2 for the repetitions of repeated channels
   * @param right stored bits of a value as it was written
   */
  public StruckValues values(
      FaultSite site, int layer, int image, int pass, LongToIntFunction right) {
    return values(site, layer, image, pass, right, !plan.isPerTrial(site));
  }

  /** The same values that were counted already. */
  public StruckValues again(
      FaultSite site, int layer, int image, int pass, LongToIntFunction right) {
    return values(site, layer, image, pass, right, false);
  }

  /** The biases or scales of a layer that flips change. */
  public StruckValues parameters(FaultSite site, int layer, int image) {
    LongToIntFunction right = parameters(site, protection.network().layers().get(layer));
    return values(site, layer, image, 0, right);
  }

  private StruckValues values(
      FaultSite site, int layer, int image, int pass, LongToIntFunction right, boolean counted) {
    Station station = protection.layers().get(layer).station(site, pass);
    IntegerLayer own = protection.network().layers().get(layer);
    long values = SiteSpace.values(site, own.node(), mapping(layer));
    long firstTensor = site == FaultSite.DRAM ? own.weights().length : 0;
    Flips[] checks = new Flips[station.coder() == null ? 0 : station.codedCopies()];
    for (int copy = 0; copy < checks.length; copy++) {
      Draw draw = plan.draw(trial, image, layer, site).ofPass(pass);
      checks[copy] =
          plan.redundantFlips(
              draw.ofCopy(copy).ofKind(station.coder().cells().kind()),
              station.words(values, firstTensor),
              station.coder().redundancy().checkBits());
    }
    return new StruckValues(
        station,
        draw(station, image, pass),
        checks,
        new StruckValues.Space(values, firstTensor, plan.bitMask(), exists(site, layer, pass)),
        right,
        zero(site, own),
        counted ? new Counting(station, pass) : Counting.NOBODY);
  }

  /** Counts what a cursor over struck values sees. */
  private final class Counting implements StruckValues.Observer {
    private static final StruckValues.Observer NOBODY =
        new StruckValues.Observer() {
          @Override
          public void flips(long value, int copy, int mask) {}

          @Override
          public void checkFlips(long word, int copy, long mask) {}

          @Override
          public void checked(Guard guard, long firstValue, Outcome outcome) {}

          @Override
          public void left(long value, int left, boolean checked) {}
        };

    private final Station station;
    private final int pass;

    private Counting(Station station, int pass) {
      this.station = station;
      this.pass = pass;
    }

    @Override
    public void flips(long value, int copy, int mask) {
      int replica = pass == 0 ? copy : pass;
      long flips = Integer.toUnsignedLong(mask);
      tally.count(station.site(), station.layer(), replica, value, flips);
    }

    @Override
    public void checkFlips(long word, int copy, long mask) {
      Guard coder = station.coder();
      int bits = coder.redundancy().checkBits();
      tally.countRedundant(coder.cells(), bits, station.layer(), copy, word, mask);
    }

    @Override
    public void checked(Guard guard, long firstValue, Outcome outcome) {
      tally.count(guard.cells(), station.layer(), outcome);
    }

    @Override
    public void left(long value, int left, boolean checked) {
      if (pass == 0) {
        long mask = Integer.toUnsignedLong(left);
        tally.countResidual(station.site(), station.layer(), value, mask, checked);
      }
    }
  }

  private static LongToIntFunction zero(FaultSite site, IntegerLayer layer) {
    int input = layer.input().zeroPoint();
    return switch (site) {
      case INPUT -> value -> input;
      case DRAM -> value -> value < layer.weights().length ? 0 : input;
      case ACTIVATION -> value -> layer.output().zeroPoint();
      default -> value -> 0;
    };
  }

  /** The parameters of a layer as they are stored, by site. */
  private static LongToIntFunction parameters(FaultSite site, IntegerLayer layer) {
    return switch (site) {
      case WEIGHT -> value -> layer.weights()[(int) value];
      case BIAS -> value -> layer.bias()[(int) value];
      case SCALE ->
          value -> Float.floatToRawIntBits(layer.requantiser().multipliers()[(int) value]);
      default -> throw new IllegalArgumentException(site + " stores no parameters");
    };
  }

  /** The flips of every copy of a station's values. */
  private Flips[] draw(Station station, int image, int pass) {
    FaultSite site = station.site();
    int layer = station.layer();
    long values = SiteSpace.values(site, node(layer), mapping(layer));
    long addresses = Math.multiplyExact(values, site.bitsPerValue());
    Flips[] copies = new Flips[station.copies()];
    for (int copy = 0; copy < copies.length; copy++) {
      Draw draw = plan.draw(trial, image, layer, site).ofCopy(copy);
      copies[copy] = plan.flips(pass == 0 ? draw : draw.ofPass(pass), addresses);
    }
    return copies;
  }

  /** Whether a value of a site takes part in a pass. */
  private LongPredicate exists(FaultSite site, int layer, int pass) {
    if (pass == 0) {
      return value -> true;
    }
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
      LongToIntFunction right = parameters(site, layer);
      StruckValues values = values(site, layer.index(), 0, 0, right, true);
      while (values.advance()) {
        // Counting is all there is to do.
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
