package io.faultmesh.fault;

import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The bits that are stuck for a trial: registers of processing elements ({@code pe}), and cells of
 * the buffers that hold weights, inputs and results, the output stage's registers. Drawn at a rate,
 * or an exact number of them.
 */
public final class Stuck {
  private static final int KIB = 1024;

  private final FaultSettings settings;
  private final Ber point;
  private final FaultRecord recorded;
  private final AcceleratorSettings chip;

  /** Banks that were drawn once: every image and layer asks for them. */
  private final Map<Draw, StuckCells> known = new ConcurrentHashMap<>();

  Stuck(FaultSettings settings, Ber point, FaultRecord recorded, AcceleratorSettings chip) {
    this.settings = settings;
    this.point = point;
    this.recorded = recorded;
    this.chip = chip;
  }

  /** Whether bits of a site may be stuck as {@code faults.stuck} says. */
  public boolean strikes(FaultSite site) {
    return settings.sticks(site)
        && (rate(site) > 0 || count(site) > 0 || (recorded != null && recorded.isComplete()));
  }

  /** Whether cells of a site's buffer may be stuck. */
  public boolean strikesBuffer(FaultSite site) {
    return site != FaultSite.PE && strikes(site);
  }

  /** The probability that a bit is stuck; 0 where their number is given. */
  public double rate(FaultSite site) {
    return settings.sticks(site) ? settings.stuck().rate(point) : settings.rate(point, site);
  }

  /** Elements or cells with a stuck bit; 0 where a rate is given. */
  public int count(FaultSite site) {
    return settings.sticks(site) ? settings.stuck().count(point) : 0;
  }

  /** Whether copies and check bits may be stuck: an exact number is one of values. */
  public boolean strikesRedundantBits(FaultSite site) {
    return !settings.sticks(site) || settings.stuck().count().isEmpty();
  }

  /**
   * Values that lie side by side where a site is stored: bytes of a buffer; biases and scales in as
   * many registers as the scenario's array has columns (ours).
   */
  public long bufferValues(FaultSite site) {
    AcceleratorSettings.Cache buffers = chip.cache();
    return switch (site) {
      case WEIGHT -> (long) buffers.weightKiB() * KIB;
      case INPUT -> (long) buffers.inputKiB() * KIB;
      case ACTIVATION -> (long) buffers.outputKiB() * KIB;
      case BIAS, SCALE -> chip.array().columns();
      default -> throw new IllegalArgumentException("no buffer holds values of " + site.label());
    };
  }

  /**
   * The stuck cells of one bank of a buffer.
   *
   * @param kind {@link Draw#DATA}, or the mechanism whose check bits the bank holds
   * @param width bits of a unit: a value, or a word's check bits
   */
  public StuckCells cells(FaultSite site, int trial, int copy, String kind, long units, int width) {
    Draw place = place(site, trial).ofCopy(copy).ofKind(kind);
    return known.computeIfAbsent(
        place, own -> new StuckCells(bits(own, (int) units, width), width, units));
  }

  /** The stuck register bits of the array's processing elements, by address. */
  public List<StuckBit> elements(int trial, int replica, int processingElements) {
    if (!settings.names(FaultSite.PE)) {
      return List.of();
    }
    Draw place = place(FaultSite.PE, trial).ofCopy(replica);
    return bits(place, processingElements, FaultSite.PE.bitsPerValue());
  }

  private Draw place(FaultSite site, int trial) {
    double key = settings.sticks(site) ? settings.stuck().key(point) : rate(site);
    return Draw.of(key, trial, Draw.ALL, Draw.ALL, site);
  }

  private List<StuckBit> bits(Draw place, int units, int width) {
    if (recorded == null) {
      return drawn(place, units, width);
    }
    List<StuckBit> listed = recorded.stuckBits(place, units);
    boolean first = place.replica() == 0 && place.kind().equals(Draw.DATA);
    if (first || recorded.isComplete()) {
      return listed;
    }
    Set<StuckBit> all = new LinkedHashSet<>(listed);
    all.addAll(drawn(place, units, width));
    return List.copyOf(all);
  }

  private List<StuckBit> drawn(Draw place, int units, int width) {
    int count = count(place.site());
    if (place.rate() == 0 && count == 0) {
      return List.of();
    }
    int[] bits = enabled(place, width);
    // All numbers of bits share a generator, so that a greater number keeps those of a smaller.
    Draw own = count > 0 ? Draw.of(0, place.trial(), Draw.ALL, Draw.ALL, place.site()) : place;
    RandomGenerator random = FaultPlan.GENERATORS.create(own.seed(settings.seed()));
    if (count > 0) {
      boolean isData = place.replica() == 0 && place.kind().equals(Draw.DATA);
      return isData ? exactly(count, units, bits, random, place.site()) : List.of();
    }
    List<StuckBit> stuck = new ArrayList<>();
    DrawnFlips flips = new DrawnFlips(random, place.rate(), (long) units * width);
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      boolean one = isOne(flips.nextBit(), place.site());
      int bit = (int) (address % width);
      if (IntStream.of(bits).anyMatch(enabled -> enabled == bit)) {
        stuck.add(new StuckBit((int) (address / width), bit, one));
      }
    }
    return stuck;
  }

  /** Different units, each with one stuck bit. A greater number has those of a smaller one, too. */
  private List<StuckBit> exactly(
      int count, int units, int[] bits, RandomGenerator random, FaultSite site) {
    if (count > units || bits.length == 0) {
      throw new BadInputException(
          Text.format(
              "faults.stuck.count is %d; site %s has %d places for a stuck bit",
              count, site.label(), bits.length == 0 ? 0 : units));
    }
    Set<Integer> taken = new LinkedHashSet<>();
    List<StuckBit> stuck = new ArrayList<>();
    while (stuck.size() < count) {
      int unit = random.nextInt(units);
      int bit = bits[random.nextInt(bits.length)];
      boolean one = isOne(random.nextBoolean(), site);
      if (taken.add(unit)) {
        stuck.add(new StuckBit(unit, bit, one));
      }
    }
    return stuck;
  }

  /** The bit decides unless the scenario does: so the same places are stuck at any value. */
  private boolean isOne(boolean fair, FaultSite site) {
    Integer value = settings.sticks(site) ? settings.stuck().value() : null;
    return value == null ? fair : value == 1;
  }

  /** Bits of values may be restricted, check bits may not. */
  private int[] enabled(Draw place, int width) {
    boolean all = settings.bits().isEmpty() || !place.kind().equals(Draw.DATA);
    return IntStream.range(0, width).filter(bit -> all || settings.bits().contains(bit)).toArray();
  }
}
