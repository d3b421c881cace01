package io.faultmesh.protection.struck;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.Multiplier;
import io.faultmesh.arithmetic.WindowedCarry;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.struck.StationTally.Counted;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/**
 * One design under the faults of one trial: what both engines ask for flips, and what counts them.
 */
public final class DesignFaults {
  private final FaultPlan plan;
  private final int trial;
  private final Protection protection;
  private final Turn turn;
  private final FlipTally tally;
  private final StationFlips flips;
  private final StuckRegisters stuck;
  private final StuckBuffers buffers;
  private final StationWords words;

  /**
   * Faults of a trial, counted into a tally.
   *
   * @param protection as {@link Protection#adapted} to the trial
   */
  public DesignFaults(FaultPlan plan, int trial, Protection protection, FlipTally tally) {
    this(plan, trial, protection, Turn.FIRST, tally);
  }

  private DesignFaults(
      FaultPlan plan, int trial, Protection protection, Turn turn, FlipTally tally) {
    if (protection.mustAdapt(plan)) {
      throw new IllegalArgumentException(
          "design " + protection.name() + " is not adapted to trial " + trial);
    }
    this.plan = plan;
    this.trial = trial;
    this.protection = protection;
    this.tally = tally;
    this.turn = turn;
    this.flips = new StationFlips(plan, trial, protection, turn);
    this.stuck = new StuckRegisters(plan, trial, protection);
    this.buffers = new StuckBuffers(plan, trial, protection);
    this.words = new StationWords(plan, protection, flips, buffers, tally);
  }

  /** The same faults, counted into another tally: a component counts what falls in it. */
  public DesignFaults countedBy(FlipTally other) {
    return new DesignFaults(plan, trial, protection, turn, other);
  }

  /** What strikes inside the array, and its results, when folds are computed once more. */
  public DesignFaults at(Turn other) {
    return new DesignFaults(plan, trial, protection, other, tally);
  }

  public Turn turn() {
    return turn;
  }

  /** What counts them. */
  public FlipTally tally() {
    return tally;
  }

  public Protection protection() {
    return protection;
  }

  /** A layer's design while an image passes: what is struck may change it. Counted. */
  public LayerProtection protection(int layer, int image) {
    return PositionTable.read(plan, trial, protection, layer, image, tally);
  }

  public LayerMapping mapping(int layer) {
    return protection.mappings().get(layer);
  }

  public boolean strikes(FaultSite site, int layer) {
    return (plan.strikes(site) && plan.strikesLayer(layer)) || buffers.stick(site);
  }

  /** Whether a layer's sums are others than exact ones of exact products, without any flip. */
  public boolean hasOwnSums(int layer) {
    return protection.array().stream() != null || isTimed(layer);
  }

  private boolean isTimed(int layer) {
    return plan.strikesLayer(layer) && plan.carryLimit(protection.array()) < WindowedCarry.EXACT;
  }

  /** The adder of a layer where {@link #hasOwnSums}, which tells a tally what its latch detects. */
  public RunningSum runningSum(int layer, FlipTally sink) {
    Multiplier multiplier = Multiplier.of(protection.array().stream());
    return isTimed(layer)
        ? new RunningSum(
            plan.carryLimit(protection.array()), layer, protection.latch(), multiplier, sink)
        : new RunningSum(WindowedCarry.EXACT, layer, null, multiplier, sink);
  }

  /** What is stuck in the design's buffers. */
  public StuckBuffers buffers() {
    return buffers;
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
    return new VotedFlips(
        station,
        flips.ofCopies(station, image, pass, 0),
        plan.bitMask(),
        flips.exists(site, layer, pass),
        new StationTally(station, pass, tally, counted()));
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
    return values(site, layer, image, pass, right, right);
  }

  /**
   * The same where DRAM may hold other values than were written.
   *
   * @param sent stored bits of a value as DRAM holds them
   */
  public StruckValues values(
      FaultSite site,
      int layer,
      int image,
      int pass,
      LongToIntFunction right,
      LongToIntFunction sent) {
    Counted counted = plan.isPerTrial(site) ? Counted.REFETCHES : counted();
    return values(site, layer, image, pass, right, sent, counted);
  }

  /** Of later turns no flips are counted: what is exposed, and told, is that of first ones. */
  private Counted counted() {
    return turn.attempt() == 0 ? Counted.ALL : Counted.CHECKS;
  }

  /** The same values that were counted already. */
  public StruckValues again(
      FaultSite site, int layer, int image, int pass, LongToIntFunction right) {
    return values(site, layer, image, pass, right, right, Counted.NOTHING);
  }

  /** What strikes the own cells of a layer's tile check; counted. */
  public TileCheckFlips tileCheck(int layer, int image) {
    return tileCheckDraws(layer)
        .map(draws -> draws.draw(plan, trial, image, layer, turn, tally))
        .orElse(TileCheckFlips.NONE);
  }

  /**
   * Puts the weights that a turn reads again from DRAM in the place of those that were there.
   *
   * @param weights of the layer, {@code [N][K]}
   */
  public void readAgain(int layer, int image, Turn next, byte[] weights) {
    byte[] sent = protection.network().layers().get(layer).weights();
    int[] read = new int[protection.network().layers().get(layer).node().windowSize()];
    Rereading again = words.weightsAgain(layer, image, v -> sent[(int) v], next.attempt());
    for (int filter : next.readAgain(mapping(layer)).stream().toArray()) {
      int first = filter * read.length;
      again.read(first, read.length, read);
      for (int i = 0; i < read.length; i++) {
        weights[first + i] = (byte) read[i];
      }
    }
  }

  /** The sums that the dot-product unit computes again, under the attempt behind those of folds. */
  public UnitSums unitSums(int layer, int image) {
    int attempt = 1 + protection.layers().get(layer).attempts();
    int taps = protection.network().layers().get(layer).node().windowSize();
    return UnitSums.of(plan, flips, layer, image, attempt, taps);
  }

  private Optional<TileCheckDraws> tileCheckDraws(int layer) {
    Convolution node = protection.network().layers().get(layer).node();
    Station dram = protection.layers().get(layer).station(FaultSite.DRAM);
    return protection
        .layers()
        .get(layer)
        .tileCheck()
        .map(check -> new TileCheckDraws(check, new SumTiles(mapping(layer)), node, dram));
  }

  /** The biases, scales, tables or added results of a layer that flips change. */
  public StruckValues parameters(FaultSite site, int layer, int image) {
    LongToIntFunction right = parameters(site, protection.network().layers().get(layer));
    return values(site, layer, image, 0, right);
  }

  private StruckValues values(
      FaultSite site,
      int layer,
      int image,
      int pass,
      LongToIntFunction right,
      LongToIntFunction sent,
      Counted counted) {
    Station station = protection.layers().get(layer).station(site, pass);
    Rereading again = words.again(station, image, sent, counted);
    return new StruckValues(words.of(station, image, pass, 0, right, again, counted));
  }

  /** The parameters of a layer as they are stored, by site. */
  private static LongToIntFunction parameters(FaultSite site, IntegerLayer layer) {
    return switch (site) {
      case WEIGHT -> value -> layer.weights()[(int) value];
      case BIAS -> value -> layer.bias()[(int) value];
      case SCALE ->
          value -> Float.floatToRawIntBits(layer.requantiser().multipliers()[(int) value]);
      case TABLE -> value -> LookupTable.entry(layer.tables(), (int) value);
      // A struck sum is what flips make of it, whatever it is.
      case SUM -> value -> 0;
      default -> throw new IllegalArgumentException(site + " stores no parameters");
    };
  }

  /** Counts what exists once per trial: stuck bits, and parameters that stay struck. */
  public void countPerTrial() {
    buffers.cells((cells, copy, width, bit) -> tally.countStuck(cells.stuck(), width, bit.bit()));
    for (FaultSite site : FaultSite.values()) {
      if (site.storesParameters() && plan.isPerTrial(site)) {
        countPerTrial(site);
      }
    }
    for (int layer = 0; layer < protection.layers().size(); layer++) {
      int index = layer;
      tileCheckDraws(layer).ifPresent(d -> d.countPerTrial(plan, trial, index, tally));
    }
    for (int r = 0; r < StuckRegisters.REPLICAS; r++) {
      for (StuckBit bit : stuckBits(r)) {
        tally.count(FaultSite.PE, 0, r, bit.element(), 1L << bit.bit());
      }
    }
  }

  private void countPerTrial(FaultSite site) {
    for (IntegerLayer layer : protection.network().layers()) {
      LongToIntFunction right = parameters(site, layer);
      StruckValues values = values(site, layer.index(), 0, 0, right, right, Counted.LASTING);
      while (values.advance()) {
        // Counting is all there is to do.
      }
    }
  }

  /**
   * The array's registers for each of three replicas; null where the site is off. Replicas 1 and 2
   * act only through votes.
   */
  public Registers[][] registers() {
    return stuck.registers();
  }

  /** The stuck bits of a replica that the design has, by the number of the element as built. */
  public List<StuckBit> stuckBits(int replica) {
    return stuck.existing(replica);
  }
}
