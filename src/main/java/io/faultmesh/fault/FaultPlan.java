package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSettings.Persistence;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** All faults of an experiment at one bit error rate: drawn from its seed, or recorded before. */
public final class FaultPlan {
  private static final int ALL = FaultRecord.ALL;

  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final FaultSettings settings;
  private final double ber;
  private final long bitMask;
  private final FaultRecord recorded;

  public FaultPlan(FaultSettings settings, double ber) {
    this(settings, ber, null);
  }

  /**
   * A plan.
   *
   * @param recorded faults to play again; null to draw them all
   */
  public FaultPlan(FaultSettings settings, double ber, FaultRecord recorded) {
    this.settings = settings;
    this.ber = ber;
    this.recorded = recorded;
    long mask = settings.bits().isEmpty() ? -1L : 0;
    for (int bit : settings.bits()) {
      mask |= 1L << bit;
    }
    this.bitMask = mask;
  }

  public double ber() {
    return ber;
  }

  public boolean strikes(FaultSite site) {
    boolean any = ber > 0 || (recorded != null && recorded.isComplete());
    return any && settings.sites().contains(site);
  }

  public boolean strikesLayer(int layer) {
    return settings.layers().isEmpty() || settings.layers().contains(layer);
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
    return settings.sites().stream().anyMatch(site -> strikes(site) && isPerTrial(site));
  }

  /**
   * The flips of a site of a layer while one image passes. Addresses whose bit position is not
   * enabled are drawn too, so that restricting positions leaves the other flips where they were;
   * the caller drops them by {@link #bitMask}.
   *
   * @param image index in the whole data set
   * @param replica 0, 1 or 2
   * @param values number of values, each of the site's bits
   */
  public Flips flips(int trial, int image, int layer, FaultSite site, int replica, long values) {
    if (!strikes(site) || !strikesLayer(layer)) {
      return Flips.NONE;
    }
    int own = isPerTrial(site) ? ALL : image;
    long addresses = Math.multiplyExact(values, site.bitsPerValue());
    Flips known = Flips.NONE;
    if (recorded != null) {
      known =
          recorded.flips(new FaultRecord.Place(ber, trial, own, layer, site, replica), addresses);
      if (replica == 0 || recorded.isComplete()) {
        return known;
      }
    }
    long seed = seed(trial, own, layer, site, replica);
    Flips drawn = new DrawnFlips(GENERATORS.create(seed), ber, addresses);
    return recorded == null ? drawn : Flips.union(known, drawn);
  }

  /** The stuck register bits of the array's processing elements, by address. */
  public List<StuckBit> stuckBits(int trial, int replica, int processingElements) {
    if (!strikes(FaultSite.PE)) {
      return List.of();
    }
    if (recorded == null) {
      return drawnStuckBits(trial, replica, processingElements);
    }
    List<StuckBit> known =
        recorded.stuckBits(
            new FaultRecord.Place(ber, trial, ALL, ALL, FaultSite.PE, replica), processingElements);
    if (replica == 0 || recorded.isComplete()) {
      return known;
    }
    Set<StuckBit> all = new LinkedHashSet<>(known);
    all.addAll(drawnStuckBits(trial, replica, processingElements));
    return List.copyOf(all);
  }

  private List<StuckBit> drawnStuckBits(int trial, int replica, int processingElements) {
    List<StuckBit> bits = new ArrayList<>();
    long seed = seed(trial, ALL, ALL, FaultSite.PE, replica);
    int width = FaultSite.PE.bitsPerValue();
    DrawnFlips flips =
        new DrawnFlips(GENERATORS.create(seed), ber, (long) processingElements * width);
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      boolean one = flips.nextBit();
      int bit = (int) (address % width);
      if ((bitMask >>> bit & 1) != 0) {
        bits.add(new StuckBit((int) (address / width), bit, one));
      }
    }
    return bits;
  }

  private long seed(int trial, int image, int layer, FaultSite site, int replica) {
    long mixed = mix(settings.seed());
    mixed = mix(mixed + trial);
    mixed = mix(mixed + image);
    mixed = mix(mixed + layer);
    mixed = mix(mixed + site.label().hashCode());
    mixed = mix(mixed + replica);
    return mix(mixed + Double.doubleToLongBits(ber));
  }

  /** A bijection of 64 bits in which every input bit reaches every output bit (SplitMix64's). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
