package io.faultmesh.oracle;

import io.faultmesh.fast.BoundsMeasurement;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.protection.mechanism.Regions;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.ProtectSettings;
import java.util.BitSet;
import java.util.List;

/**
 * A design under the faults of a trial, as settings only: what follows from them is the reference's
 * own to work out.
 *
 * @param importance neurons, or channels of a design that repeats channels
 * @param calibration images whose sums and results are usual
 */
public record SlowDesign(
    DesignSettings settings,
    ArraySettings array,
    DppuSettings dppu,
    Importance importance,
    List<byte[]> calibration,
    FaultPlan plan,
    int trial) {

  /** No protection, and no faults. */
  public static SlowDesign golden(IntegerNetwork network) {
    return new SlowDesign(
        DesignSettings.preset(Preset.BASE),
        ArraySettings.DEFAULT,
        DppuSettings.DEFAULT,
        Importance.none(network.layers().size()),
        List.of(),
        new FaultPlan(FaultSettings.NONE, 0),
        0);
  }

  public SlowDesign on(ArraySettings other) {
    return new SlowDesign(settings, other, dppu, importance, calibration, plan, trial);
  }

  /** The same design as the engines take it. */
  public Protection protection(IntegerNetwork network) {
    if (ranges().isEmpty()) {
      return Protection.of(settings, network, array, dppu, importance);
    }
    var bounds = BoundsMeasurement.of(network, calibration::get, calibration.size());
    return Protection.of(settings, network, array, dppu, importance, bounds::get);
  }

  private BitSet important(int layer) {
    return importance.layers().get(layer);
  }

  boolean repeats(int layer, int channel) {
    return duplicate() != null
        || (settings.recompute() == Recompute.CHANNELS && important(layer).get(channel));
  }

  boolean isOnDppu(int layer, int neuron) {
    return settings.recompute() == Recompute.DPPU && important(layer).get(neuron);
  }

  private List<Tmr> voters() {
    return listed(Tmr.class);
  }

  private int ordinaryBits() {
    return voters().isEmpty() ? settings.ordinaryBits() : voters().get(0).bits();
  }

  private int importantBits() {
    return voters().isEmpty() ? settings.importantBits() : voters().get(0).importantBits();
  }

  /** How many of a neuron's top result bits are voted bit by bit. */
  int votedBits(int layer, int channel, int neuron) {
    if (repeats(layer, channel)) {
      return 0;
    }
    if (settings.recompute() == Recompute.CHANNELS) {
      return important(layer).get(channel) ? 0 : ordinaryBits();
    }
    return important(layer).get(neuron) ? importantBits() : ordinaryBits();
  }

  /** Whether results carry a code in each of three copies: the code is nearer to the cells. */
  boolean copiesCodedResults(int layer) {
    boolean votes = ordinaryBits() > 0 || (importantBits() > 0 && !important(layer).isEmpty());
    return votes && !voters().isEmpty() && isNearer(coders(FaultSite.ACTIVATION), voters());
  }

  /** Whether each copy of a site's words carries a code. */
  boolean codesEachCopy(FaultSite site) {
    return isNearer(coders(site), copiers(site));
  }

  private boolean isNearer(List<? extends ProtectSettings> codes, List<?> copies) {
    List<ProtectSettings> list = settings.protect();
    return !codes.isEmpty()
        && !copies.isEmpty()
        && list.indexOf(codes.get(0)) < list.indexOf(copies.get(0));
  }

  /**
   * A code of a site's words.
   *
   * @param detected what becomes of a word that it detects
   */
  record Coder(String mechanism, SlowCode code, Reaction detected) {}

  /** The code of a site's words; null where there is none. */
  Coder coder(FaultSite site) {
    List<ProtectSettings> coders = coders(site);
    if (coders.isEmpty()) {
      return null;
    }
    if (coders.get(0) instanceof Parity parity) {
      return new Coder("parity", SlowCode.parity(parity.word()), parity.detected());
    }
    Secded secded = (Secded) coders.get(0);
    SlowCode code = new SlowCode(secded.code(), secded.word());
    return new Coder("secded", code, secded.detected());
  }

  private List<ProtectSettings> coders(FaultSite site) {
    return settings.protect().stream()
        .filter(
            one ->
                (one instanceof Secded secded && secded.on().contains(site))
                    || (one instanceof Parity parity && parity.on().contains(site)))
        .toList();
  }

  /** What compares whole words of three copies; null where a site's values exist once. */
  MajorityWords copier(FaultSite site) {
    return copiers(site).stream().findFirst().orElse(null);
  }

  private List<MajorityWords> copiers(FaultSite site) {
    return listed(MajorityWords.class).stream().filter(one -> one.on().contains(site)).toList();
  }

  /** The hardened part of the array; null where there is none. */
  Regions regions() {
    return listed(Regions.class).stream().findFirst().orElse(null);
  }

  /** The latches behind the accumulators; null where there are none. */
  public Razor razor() {
    return listed(Razor.class).stream().findFirst().orElse(null);
  }

  /** What checks the sums of tiles; null where nothing does. */
  public Checksum checksum() {
    return listed(Checksum.class).stream().findFirst().orElse(null);
  }

  /** What computes all layers twice; null where nothing does. */
  public Duplicate duplicate() {
    return listed(Duplicate.class).stream().findFirst().orElse(null);
  }

  /** How often repeated channels are computed. */
  int passes() {
    return duplicate() == null ? 3 : 2;
  }

  /** Whether the second pass of a channel runs beside the first. */
  boolean isBeside() {
    return duplicate() != null && duplicate().in() == Duplicate.Place.SPACE;
  }

  /** Filters that stand side by side in a fold. */
  int across() {
    return isBeside() ? array.columns() / 2 : array.columns();
  }

  List<Range> ranges() {
    return listed(Range.class);
  }

  private <T extends ProtectSettings> List<T> listed(Class<T> type) {
    return settings.protect().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Whether its parts do not go together. */
  public boolean isRefused() {
    for (FaultSite site : FaultSite.values()) {
      if (coders(site).size() > 1 || copiers(site).size() > 1 || isDivided(site)) {
        return true;
      }
    }
    if (listed(Regions.class).size() > 1 || listed(Razor.class).size() > 1) {
      return true;
    }
    boolean repeats = settings.recompute() == Recompute.CHANNELS;
    boolean twice = duplicate() != null;
    boolean moves = settings.recompute() != null && settings.recompute() != Recompute.NONE;
    if (isBeside() && (array.dataflow() == Dataflow.INPUT_STATIONARY || array.columns() < 2)) {
      return true;
    }
    return ((repeats || twice) && coder(FaultSite.ACTIVATION) != null)
        || (twice && (moves || checksum() != null))
        || (checksum() != null && moves);
  }

  /** Whether a word of the copies would lie in several of the code. */
  private boolean isDivided(FaultSite site) {
    return coder(site) != null
        && copier(site) != null
        && coder(site).code().word() % copier(site).word() > 0;
  }
}
