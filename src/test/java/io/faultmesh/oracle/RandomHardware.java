package io.faultmesh.oracle;

import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.protection.mechanism.Regions;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.StuckSettings;
import io.faultmesh.scenario.TimingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random elements of the array: hardened, stochastic, late, and with latches behind them. */
final class RandomHardware {
  private RandomHardware() {}

  static Duplicate duplicate(Random random) {
    Duplicate.Place place = Duplicate.Place.values()[random.nextInt(2)];
    boolean repeats = random.nextBoolean();
    return repeats
        ? new Duplicate(null, place, Reaction.REPEAT, 1 + random.nextInt(3))
        : new Duplicate(null, place, Reaction.PASS, null);
  }

  static Razor razor(Random random) {
    Integer shadow = random.nextBoolean() ? null : random.nextInt(33);
    Integer bits = random.nextBoolean() ? null : 1 + random.nextInt(32);
    return new Razor(Razor.Recovery.values()[random.nextInt(2)], shadow, bits);
  }

  /** Now and then stochastic multipliers, and always where their streams are struck. */
  static Integer stream(IntegerNetwork network, DesignSettings settings, List<FaultSite> sites) {
    boolean fits =
        settings.protect().stream()
                .noneMatch(one -> one instanceof Range || one instanceof Checksum)
            && network.layers().stream()
                .allMatch(one -> one.input().zeroPoint() == 0 && one.input().lowest() < 0);
    // The fraction of important neurons is drawn already.
    long drawn = Math.abs(Double.hashCode(settings.important()));
    Integer length = 32 << (int) (drawn / 4 % 3);
    boolean wanted = drawn % 4 == 0 || sites.contains(FaultSite.PRODUCT_STREAM);
    return fits && wanted ? length : null;
  }

  /** Now and then late carries. */
  static TimingSettings timing(long seed) {
    return seed % 3 == 0 ? new TimingSettings((int) (Math.abs(seed) / 3 % 26), null) : null;
  }

  /** Now and then stuck cells of buffers, and registers of the output stage: these are few. */
  static StuckSettings stuck(long seed, boolean repeats, double ber) {
    List<FaultSite> sites = new ArrayList<>(List.of(FaultSite.WEIGHT, FaultSite.INPUT));
    if (!repeats) {
      sites.add(FaultSite.ACTIVATION);
    }
    Integer value = seed % 3 == 0 ? null : (Integer) (int) (Math.abs(seed) % 2);
    List<Double> rate = seed % 5 == 1 ? null : List.of(ber / 4);
    List<Integer> count = rate == null ? List.of(20) : null;
    if (rate != null) {
      sites.addAll(List.of(FaultSite.BIAS, FaultSite.SCALE));
    }
    return seed % 4 == 2 ? new StuckSettings(sites, value, rate, count) : null;
  }

  static Regions regions(Random random) {
    int columns = random.nextInt(4);
    double factor = random.nextBoolean() ? 0 : random.nextDouble();
    return new Regions(columns, random.nextInt(3) == 0 ? 1 : 0, factor, null);
  }
}
