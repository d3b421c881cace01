package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.quantisation.ChannelSplit;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.protection.mechanism.Recomputation;
import io.faultmesh.protection.mechanism.Regions;
import io.faultmesh.protection.mechanism.Repair;
import io.faultmesh.protection.mechanism.RepeatedChannels;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Rates;
import io.faultmesh.scenario.TimingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each mechanism, alone and with each other one, gives the same in the fast engine and on the
 * machine: on binary and stochastic elements, on split networks and on ensembles, under every kind
 * of fault at once.
 */
class PairsOfMechanismsTest {
  private static final int IMAGES = 2;
  private static final List<FaultSite> STORED = List.of(FaultSite.WEIGHT, FaultSite.INPUT);
  private static final List<FaultSite> STRUCK =
      List.of(
          FaultSite.WEIGHT,
          FaultSite.INPUT,
          FaultSite.OPERAND,
          FaultSite.PRODUCT_STREAM,
          FaultSite.PRODUCT,
          FaultSite.PARTIAL_SUM,
          FaultSite.ACCUMULATOR,
          FaultSite.ACTIVATION,
          FaultSite.PE);

  private static Map<String, ProtectSettings> mechanisms() {
    Map<String, ProtectSettings> all = new LinkedHashMap<>();
    all.put("tmr", new Tmr(2, 4));
    all.put("recompute", new Recomputation());
    all.put("repeat", new RepeatedChannels());
    all.put("repair", new Repair());
    all.put("duplicate", new Duplicate(null, null, Reaction.PASS, null));
    all.put("duplicate again", new Duplicate(null, null, Reaction.REPEAT, 2));
    all.put("checksum", new Checksum(null, Reaction.PASS, null));
    all.put("checksum again", new Checksum(null, Reaction.REPEAT, 2));
    all.put("checksum refetch", new Checksum(null, Reaction.REFETCH, 2));
    all.put("regions", new Regions(2, 1, 0.5, null));
    all.put("replay", new Razor(Razor.Recovery.REPLAY, null, 16));
    all.put("drop", new Razor(Razor.Recovery.DROP, null, null));
    all.put("secded", new Secded(STORED, 32, null, null));
    all.put("parity", new Parity(List.of(FaultSite.ACTIVATION), 8, Reaction.ZERO));
    all.put("refetch", new Parity(STORED, 16, Reaction.REFETCH));
    all.put("majority", new MajorityWords(STORED, 16, null));
    all.put("range", new Range());
    return all;
  }

  static List<String> names() {
    return List.copyOf(mechanisms().keySet());
  }

  /** What a design runs on. */
  private enum Ground {
    BINARY,
    STREAMS,
    SPLIT,
    ENSEMBLE
  }

  @ParameterizedTest
  @MethodSource("names")
  void bothEnginesAgree(String name) {
    ProtectSettings first = mechanisms().get(name);
    long seed = names().indexOf(name);
    int compared = 0;
    for (Ground ground : Ground.values()) {
      compared += compare(List.of(first), ground, seed++) ? 1 : 0;
    }
    for (ProtectSettings second : mechanisms().values()) {
      if (!second.equals(first)) {
        Ground ground = Ground.values()[(int) (seed % 2)];
        compared += compare(List.of(first, second), ground, seed++) ? 1 : 0;
      }
    }
    // What does not go together is refused.
    assertThat(compared).as(name).isGreaterThan(5);
  }

  private static IntegerNetwork network(Ground ground, long seed) {
    for (long next = 100 + seed; ; next++) {
      try {
        IntegerNetwork network =
            ground == Ground.ENSEMBLE
                ? GeneratedNetworks.ensemble(next)
                : GeneratedNetworks.integers(next);
        return ground == Ground.SPLIT ? ChannelSplit.of(network, 0.5) : network;
      } catch (IllegalArgumentException e) {
        // No layer of this network can be split; the next one may have such.
      }
    }
  }

  /** Compares the engines, unless the design is refused. */
  private static boolean compare(List<ProtectSettings> mechanisms, Ground ground, long seed) {
    IntegerNetwork network = network(ground, seed);
    List<byte[]> images = GeneratedNetworks.images(new Random(seed), network, IMAGES);
    FaultPlan plan = plan(seed);
    Campaign.Run run;
    try {
      run = new Campaign.Run(design(mechanisms, ground, network, images, seed), plan, 0);
    } catch (BadInputException e) {
      return false;
    }
    FaultStrikes strikes =
        new FaultStrikes(run.protection(), plan, 0, Campaign.registers(run), 0, IMAGES, false);
    byte[][] logits;
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      logits = lane.run(images, strikes);
    }
    for (int i = 0; i < IMAGES; i++) {
      FlipTally tally = new FlipTally(network.layers().size());
      DesignFaults faults = new DesignFaults(plan, 0, run.protection(), tally);
      byte[] image = images.get(i);
      Machine machine = Machine.of(run.protection(), AcceleratorSettings.DEFAULT, faults, i, image);
      String where = mechanisms + " on " + ground + ", seed " + seed + ", image " + i;
      assertThat(LoopMachine.run(machine).logits()).as(where).isEqualTo(logits[i]);
      assertThat(facts(tally, network)).as(where).isEqualTo(facts(strikes.tallies()[i], network));
    }
    return true;
  }

  private static FaultPlan plan(long seed) {
    TimingSettings late = seed % 2 == 0 ? new TimingSettings(12, null) : null;
    double rate = 2e-3;
    FaultSettings faults =
        new FaultSettings(
            Rates.of(List.of(rate)),
            STRUCK,
            1,
            seed,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            late);
    return new FaultPlan(faults, faults.points().get(0), null, AcceleratorSettings.DEFAULT);
  }

  private static Protection design(
      List<ProtectSettings> mechanisms,
      Ground ground,
      IntegerNetwork network,
      List<byte[]> images,
      long seed) {
    DesignSettings settings =
        new DesignSettings(
            null, null, 0.3, null, "random", null, null, null, null, null, null, mechanisms);
    ArraySettings.Dataflow dataflow = ArraySettings.Dataflow.values()[(int) (seed % 3)];
    Integer stream = ground == Ground.STREAMS ? 32 : null;
    ArraySettings array = new ArraySettings(6, 5, dataflow, null, null, null, stream);
    Scores scores = Scores.random(network.network(), seed);
    Importance importance = ImportanceSelector.select(scores, settings, network.network(), array);
    List<LayerBounds> bounds = BoundsMeasurement.of(network, images::get, IMAGES);
    DppuSettings unit = new DppuSettings(64, 4, seed % 2 == 0, false);
    return Protection.of(settings, network, array, unit, importance, bounds::get);
  }

  /** Flips by site, layer and bit, and what checks found, where there is any. */
  private static Map<String, Long> facts(FlipTally tally, IntegerNetwork network) {
    Map<String, Long> facts = new TreeMap<>(Map.of("all flips", tally.total()));
    facts.put("stopped", tally.isStopped() ? 1L : 0L);
    for (int layer = 0; layer < network.layers().size(); layer++) {
      for (FaultSite site : STRUCK) {
        for (int bit = 0; site != FaultSite.PE && bit < site.bitsPerValue(); bit++) {
          add(facts, site + " " + layer + " " + bit, tally.flips(site, layer, bit));
        }
      }
      for (Cells guard : new ArrayList<>(tally.guards())) {
        for (Outcome outcome : Outcome.counted()) {
          add(facts, guard + " " + layer + " " + outcome, tally.words(guard, layer, outcome));
        }
      }
    }
    return facts;
  }

  private static void add(Map<String, Long> facts, String what, long count) {
    if (count > 0) {
      facts.put(what, count);
    }
  }
}
