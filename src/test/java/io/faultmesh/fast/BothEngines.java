package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.Registers;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BurstSettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Rates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs mechanisms on random small networks, in the fast engine and on the machine, and holds these
 * against each other: logits, flips of every kind of cells, outcomes.
 */
public final class BothEngines {
  private static final int IMAGES = 2;
  private static final int NETWORKS = 6;
  private static final ArraySettings ARRAY = new ArraySettings(8, 8, null, null, null);

  private final List<ProtectSettings> mechanisms;
  private final List<FaultSite> sites;
  private final double rate;
  private final BurstSettings burst;
  private final ArraySettings array;
  private final double important;
  private int changed;

  private BothEngines(
      List<ProtectSettings> mechanisms,
      List<FaultSite> sites,
      double rate,
      BurstSettings burst,
      ArraySettings array,
      double important) {
    this.important = important;
    this.array = array;
    this.mechanisms = mechanisms;
    this.sites = sites;
    this.rate = rate;
    this.burst = burst;
  }

  /**
   * What fell, and how many bits were exposed, over all networks and images.
   *
   * @param changed images whose logits differ from those without faults
   */
  public record Sum(FlipTally tally, double exposedBits, double expectedFlips, int changed) {
    public long words(Outcome outcome) {
      return tally.words(outcome);
    }

    public long flips() {
      return tally.total();
    }

    @Override
    public String toString() {
      Map<Outcome, Long> words = new EnumMap<>(Outcome.class);
      Outcome.counted().forEach(outcome -> words.put(outcome, words(outcome)));
      return flips() + " flips of " + exposedBits + " bits, " + changed + " changed: " + words;
    }
  }

  /**
   * Compares the engines.
   *
   * @param mechanisms of the design, in its order
   */
  public static Sum compare(List<ProtectSettings> mechanisms, List<FaultSite> sites, double rate) {
    return compare(mechanisms, sites, rate, ARRAY);
  }

  /** The same where events may strike neighbouring bits. */
  public static Sum compare(
      List<ProtectSettings> mechanisms, List<FaultSite> sites, double rate, BurstSettings burst) {
    return new BothEngines(mechanisms, sites, rate, burst, ARRAY, 0).sum();
  }

  /** The same on another array. */
  public static Sum compare(
      List<ProtectSettings> mechanisms, List<FaultSite> sites, double rate, ArraySettings array) {
    return new BothEngines(mechanisms, sites, rate, null, array, 0).sum();
  }

  /** The same where a share of the neurons, or channels, is important. */
  public static Sum compare(
      List<ProtectSettings> mechanisms, List<FaultSite> sites, double rate, double important) {
    return new BothEngines(mechanisms, sites, rate, null, ARRAY, important).sum();
  }

  /** The same on another array. */
  public static Sum compare(
      List<ProtectSettings> mechanisms,
      List<FaultSite> sites,
      double rate,
      ArraySettings array,
      double important) {
    return new BothEngines(mechanisms, sites, rate, null, array, important).sum();
  }

  private Sum sum() {
    FlipTally all = new FlipTally(16);
    double exposed = 0;
    double expected = 0;
    int networks = 0;
    for (long seed = 0; networks < NETWORKS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      if (!fits(network)) {
        continue;
      }
      networks++;
      Exposure exposure = compare(seed, network, all);
      exposed += IMAGES * exposure.bitsPerImage();
      expected += exposure.expectedFlips(IMAGES, 1);
    }
    return new Sum(all, exposed, expected, changed);
  }

  /** Stochastic elements multiply int8 values around 0. */
  private boolean fits(IntegerNetwork network) {
    return array.stream() == null
        || network.layers().stream()
            .allMatch(one -> one.input().zeroPoint() == 0 && one.input().lowest() < 0);
  }

  private Exposure compare(long seed, IntegerNetwork network, FlipTally all) {
    List<byte[]> images = GeneratedNetworks.images(new Random(seed), network, IMAGES);
    Protection design = design(network, images);
    FaultSettings faults =
        new FaultSettings(
            Rates.of(List.of(rate)), sites, 1, seed, null, null, null, burst, null, null);
    FaultPlan plan = new FaultPlan(faults, rate);
    Registers[][] registers =
        new DesignFaults(plan, 0, design, new FlipTally(network.layers().size())).registers();
    FaultStrikes strikes = new FaultStrikes(design, plan, 0, registers, 0, IMAGES, false);
    byte[][] logits;
    byte[][] golden;
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      golden = lane.run(images, Strikes.NONE);
      logits = lane.run(images, strikes);
    }
    Exposure exposure = new Exposure(plan, design);
    for (int i = 0; i < IMAGES; i++) {
      FlipTally tally = new FlipTally(network.layers().size());
      DesignFaults own = new DesignFaults(plan, 0, design, tally);
      Machine machine = Machine.of(design, AcceleratorSettings.DEFAULT, own, i, images.get(i));
      ImageResult result = LoopMachine.run(machine);
      String where = mechanisms + " on " + sites + ", network " + seed + ", image " + i;
      assertThat(result.logits()).as(where).isEqualTo(logits[i]);
      assertThat(facts(tally, exposure, network))
          .as(where)
          .isEqualTo(facts(strikes.tallies()[i], exposure, network));
      all.add(tally);
      changed += Arrays.equals(golden[i], logits[i]) ? 0 : 1;
    }
    return exposure;
  }

  private Protection design(IntegerNetwork network, List<byte[]> images) {
    List<LayerBounds> bounds = BoundsMeasurement.of(network, images::get, IMAGES);
    DesignSettings settings =
        new DesignSettings(
            null, null, important, null, "random", null, null, null, null, null, null, mechanisms);
    Scores scores = Scores.random(network.network(), 1);
    return Protection.of(
        settings,
        network,
        array,
        DppuSettings.DEFAULT,
        important == 0
            ? Importance.none(network.layers().size())
            : ImportanceSelector.select(scores, settings, network.network(), array),
        bounds::get);
  }

  /** All counts but zeros, as lines. */
  private static List<String> facts(FlipTally tally, Exposure exposure, IntegerNetwork network) {
    List<String> facts =
        new ArrayList<>(List.of("flips " + tally.total(), "stopped " + tally.isStopped()));
    for (int layer = 0; layer < network.layers().size(); layer++) {
      for (Cells cells : exposure.cells()) {
        for (int bit = 0; bit < exposure.width(cells, layer); bit++) {
          long flips =
              cells.isData()
                  ? tally.flips(cells.site(), layer, bit)
                  : tally.redundant(cells, layer, bit);
          add(facts, cells + ", layer " + layer + ", bit " + bit, flips);
        }
      }
      for (Cells guard : tally.guards()) {
        for (Outcome outcome : Outcome.counted()) {
          add(
              facts,
              guard + ", layer " + layer + ": " + outcome,
              tally.words(guard, layer, outcome));
        }
      }
    }
    tally.refetches().stream().map(Object::toString).sorted().forEach(facts::add);
    return facts;
  }

  private static void add(List<String> facts, String what, long count) {
    if (count > 0) {
      facts.add(what + " " + count);
    }
  }
}
