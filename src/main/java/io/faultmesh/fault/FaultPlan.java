package io.faultmesh.fault;

import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSettings.Persistence;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.WindowSettings;
import io.faultmesh.text.Text;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * All faults of an experiment at one point of its rates: drawn from its seed, or recorded before.
 */
public final class FaultPlan {
  private static final int ALL = Draw.ALL;

  static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final FaultSettings settings;
  private final Ber ber;
  private final double[] rates = new double[FaultSite.values().length];
  private final long bitMask;

  /** Struck layers; all if there are none here. */
  private final BitSet layers = new BitSet();

  private final FaultRecord recorded;
  private final Bursts bursts;
  private final Stuck stuck;

  /** A plan that draws all faults, at one rate for all sites. */
  public FaultPlan(FaultSettings settings, double ber) {
    this(settings, Ber.of(ber), null);
  }

  /** A plan for a chip of the default sizes. */
  public FaultPlan(FaultSettings settings, Ber ber, FaultRecord recorded) {
    this(settings, ber, recorded, AcceleratorSettings.DEFAULT);
  }

  /**
   * A plan.
   *
   * @param settings with layers by number, see {@link FaultSettings#on}
   * @param recorded faults to play again; null to draw them all
   * @param chip whose cells and registers may be stuck
   */
  @SuppressWarnings("EnumOrdinal") // An array of figures by site, asked at every draw.
  public FaultPlan(
      FaultSettings settings, Ber ber, FaultRecord recorded, AcceleratorSettings chip) {
    this.settings = settings;
    this.ber = ber;
    this.recorded = recorded;
    this.stuck = new Stuck(settings, ber, recorded, chip);
    this.bursts = settings.burst() == null ? Bursts.NONE : new Bursts(settings.burst().shares());
    for (FaultSite site : settings.sites()) {
      rates[site.ordinal()] = settings.rate(ber, site);
    }
    for (LayerChoice choice : settings.layers()) {
      layers.set(choice.number());
    }
    long mask = settings.bits().isEmpty() ? -1L : 0;
    for (int bit : settings.bits()) {
      mask |= 1L << bit;
    }
    this.bitMask = mask;
  }

  public Ber ber() {
    return ber;
  }

  /** Flips per bit of a site; 0 if it is not struck. */
  @SuppressWarnings("EnumOrdinal") // A plan lives no longer than the program.
  public double rate(FaultSite site) {
    return rates[site.ordinal()];
  }

  /** What is stuck. */
  public Stuck stuck() {
    return stuck;
  }

  /** Bits that a carry runs in time in an array; 32 where nothing is late. */
  public int carryLimit(ArraySettings array) {
    return settings.timing() == null ? Integer.SIZE : settings.timing().limit(array);
  }

  /** The cycles in which bits flip; null for all. */
  public WindowSettings window() {
    return settings.window();
  }

  /** The same rates, at which nothing but these faults strikes. */
  public FaultPlan only(FaultRecord faults) {
    return new FaultPlan(settings, ber, faults);
  }

  public boolean strikes(FaultSite site) {
    return rate(site) > 0
        || (site == FaultSite.PE && stuck.strikes(site))
        || (recorded != null && recorded.isComplete() && settings.sites().contains(site));
  }

  public boolean strikesLayer(int layer) {
    return layer < 0 || layers.isEmpty() || layers.get(layer);
  }

  /** Bit positions that may flip, as a mask. */
  public long bitMask() {
    return bitMask;
  }

  /** Whether a site is drawn once per trial instead of once per image. */
  public boolean isPerTrial(FaultSite site) {
    return site == FaultSite.PE
        || (site.storesParameters() && settings.persistence() == Persistence.TRIAL);
  }

  /** Whether any fault lasts for a trial, so that all its images meet the same one. */
  public boolean lastsForTrials() {
    return Arrays.stream(FaultSite.values())
        .anyMatch(site -> stuck.strikes(site) || (strikes(site) && isPerTrial(site)));
  }

  /** The key of a site's draw while one image passes a layer; the first copy, the first pass. */
  public Draw draw(int trial, int image, int layer, FaultSite site) {
    return Draw.of(rate(site), trial, isPerTrial(site) ? ALL : image, layer, site);
  }

  /** Whether an event strikes one bit and never its neighbours. */
  public boolean strikesSingleBits() {
    return bursts.areSingle();
  }

  /**
   * The probability that a bit of a site flips, in units of the site's rate.
   *
   * @param place of the bit in its physical word of 64 bits
   */
  public double flipsPerEvent(FaultSite site, int place) {
    return site == FaultSite.PE ? 1 : bursts.flipsPerEvent(rate(site), place);
  }

  /**
   * The flipped addresses of a draw. Addresses whose bit position is not enabled are drawn too, so
   * that restricting positions leaves the other flips where they were; the caller drops them by
   * {@link #bitMask}.
   *
   * @param firstTensor bits of a first tensor, where a site has two; words start anew behind it
   * @param addresses number of bits that exist
   */
  public Flips flips(Draw draw, long firstTensor, long addresses) {
    if (!strikes(draw.site()) || !strikesLayer(draw.layer())) {
      return Flips.NONE;
    }
    Flips known = Flips.NONE;
    if (recorded != null) {
      known = recorded.flips(draw.recorded(), addresses);
      boolean first = draw.replica() == 0 && draw.attempt() == 0 && draw.kind().equals(Draw.DATA);
      if (first || recorded.isComplete()) {
        return known;
      }
    }
    RandomGenerator random = GENERATORS.create(draw.seed(settings.seed()));
    Flips events = new DrawnFlips(random, draw.rate(), addresses);
    Flips drawn = bursts.spread(events, random, firstTensor, addresses);
    return recorded == null ? drawn : Flips.union(known, drawn);
  }

  /**
   * Some of a draw's flips: all outside, and by chance a part of those inside. The chance belongs
   * to the address, so flips that were recorded stay.
   *
   * @param inside by address
   * @param factor the part of those inside that stays, 0 to 1
   */
  public Flips thinned(Flips flips, Draw draw, LongPredicate inside, double factor) {
    return () -> {
      while (true) {
        long address = flips.next();
        if (address == Flips.END || !inside.test(address) || share(draw, address) < factor) {
          return address;
        }
      }
    };
  }

  /** A number from 0 to 1 that belongs to an address of a draw. */
  public double share(Draw draw, long address) {
    return draw.share(settings.seed(), address);
  }

  /** The same where a site has one tensor. */
  public Flips flips(Draw draw, long addresses) {
    return flips(draw, 0, addresses);
  }

  /** The flipped cells of a mechanism's draw: {@code word * bitsPerWord + bit}. */
  public Flips redundantFlips(Draw draw, long words, int bitsPerWord) {
    Flips known = recorded == null ? Flips.NONE : listed(draw, words, bitsPerWord);
    if ((recorded != null && recorded.isComplete()) || !strikes(draw.site())) {
      return known;
    }
    FaultPlan drawing = recorded == null ? this : new FaultPlan(settings, ber, null);
    Flips drawn = drawing.flips(draw, Math.multiplyExact(words, bitsPerWord));
    return recorded == null ? drawn : Flips.union(known, drawn);
  }

  /** Lists and traces number redundant cells as if each word had 64. */
  private Flips listed(Draw draw, long words, int bitsPerWord) {
    Flips flips = recorded.flips(draw.recorded(), Math.multiplyExact(words, Long.SIZE));
    return () -> {
      long address = flips.next();
      if (address == Flips.END) {
        return Flips.END;
      }
      if (address % Long.SIZE >= bitsPerWord) {
        throw new BadInputException(
            Text.format(
                "%s: a fault strikes bit %d of %s at %s of layer %d; its words have bits 0 to %d",
                recorded.source(),
                address % Long.SIZE,
                draw.kind(),
                draw.site().label(),
                draw.layer(),
                bitsPerWord - 1));
      }
      return address / Long.SIZE * bitsPerWord + address % Long.SIZE;
    };
  }
}
