package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSettings.Persistence;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bits that a design is said to expose are those that are drawn, for every mechanism and every
 * site that binary elements have: at rate 1 all that exist flip, and at a lower rate as many as
 * chance gives.
 */
class ExposureTest {
  private static final int NETWORKS = 4;
  private static final int IMAGES = 2;
  private static final Map<Long, IntegerNetwork> NETWORK = new HashMap<>();
  private static final List<FaultSite> STORED =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM);
  private static final List<FaultSite> BUFFERS = List.of(FaultSite.WEIGHT, FaultSite.INPUT);

  /** Designs by name; each has important units, whom some of them ask. */
  private static Map<String, DesignSettings> designs() {
    Map<String, DesignSettings> designs = new TreeMap<>();
    designs.put("bare", design(null, 0, 0));
    designs.put("votes", design(null, 2, 5));
    designs.put("unit", design(Recompute.DPPU, 1, 3));
    designs.put("passes", design(Recompute.CHANNELS, 1, 8));
    for (Secded.Code code : Secded.Code.values()) {
      for (int word = 8; word <= 128; word *= 2) {
        Secded secded = new Secded(STORED, word, code, null);
        designs.put(code + " " + word, design(null, 0, 0, secded));
      }
    }
    Secded secded = new Secded(STORED, 32, null, null);
    designs.put("votes over codes", design(null, 0, 0, secded, new Tmr(3, 6)));
    designs.put("code over votes", design(null, 3, 6, secded));
    designs.put("codes and passes", design(Recompute.CHANNELS, 0, 8, coded(BUFFERS)));
    for (int word = 8; word <= 64; word *= 2) {
      designs.put("parity " + word, design(null, 0, 0, new Parity(STORED, word, null)));
      MajorityWords majority = new MajorityWords(BUFFERS, word, null);
      designs.put("majority " + word, design(null, 0, 0, majority));
      designs.put("codes in copies " + word, design(null, 0, 0, coded(BUFFERS), majority));
      designs.put("code over copies " + word, design(null, 0, 0, majority, coded(BUFFERS)));
    }
    designs.put("range", design(null, 1, 1, new Range()));
    return designs;
  }

  private static IntegerNetwork network(long seed) {
    return NETWORK.computeIfAbsent(seed, GeneratedNetworks::integers);
  }

  private static Secded coded(List<FaultSite> on) {
    return new Secded(on, 64, null, null);
  }

  private static DesignSettings design(
      Recompute recompute, int ordinaryBits, int importantBits, ProtectSettings... protect) {
    List<ProtectSettings> list = List.of(protect);
    return new DesignSettings(
        null,
        null,
        0.3,
        null,
        "random",
        recompute,
        ordinaryBits,
        importantBits,
        null,
        null,
        null,
        list);
  }

  private static Protection made(DesignSettings settings, IntegerNetwork network, long seed) {
    ArraySettings array = new ArraySettings(5, 4, Dataflow.values()[(int) (seed % 3)], null, null);
    Scores scores = Scores.random(network.network(), seed);
    Importance importance = ImportanceSelector.select(scores, settings, network.network(), array);
    List<byte[]> images = GeneratedNetworks.images(new Random(seed), network, 1);
    List<LayerBounds> bounds = BoundsMeasurement.of(network, images::get, 1);
    return Protection.of(settings, network, array, DppuSettings.DEFAULT, importance, bounds::get);
  }

  /** All flips of some images, those that last for the trial once. */
  private static FlipTally strike(Protection design, FaultPlan plan, int trial) {
    IntegerNetwork network = design.network();
    Campaign.Run run = new Campaign.Run(design, plan, trial);
    FlipTally sum = new FlipTally(network.layers().size());
    sum.add(Campaign.perTrialFlips(run));
    FaultStrikes strikes =
        new FaultStrikes(design, plan, trial, Campaign.registers(run), 0, IMAGES, false);
    try (FastEngine engine = new FastEngine(network, KernelKind.PLAIN);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      lane.run(GeneratedNetworks.images(new Random(1), network, IMAGES), strikes);
    }
    for (FlipTally own : strikes.tallies()) {
      sum.add(own);
    }
    return sum;
  }

  private static long flips(FlipTally tally, Cells cells, int layer, int bit) {
    return cells.isData()
        ? tally.flips(cells.site(), layer, bit)
        : tally.redundant(cells, layer, bit);
  }

  private static FaultPlan plan(FaultSite site, double rate, long seed) {
    // Restricted bits and lasting faults take turns with all bits and fresh ones.
    List<Integer> bits = seed % 2 == 0 ? null : List.of(0, 3, 7, 30, 40);
    Persistence persistence = seed < 2 ? Persistence.IMAGE : Persistence.TRIAL;
    return new FaultPlan(
        new FaultSettings(List.of(rate), List.of(site), 1, seed, bits, null, persistence), rate);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRODUCT_STREAM")
  void atRateOneTheFlipsAreTheExposedBits(FaultSite site) {
    long number = 0;
    for (Map.Entry<String, DesignSettings> named : designs().entrySet()) {
      // Each design on one network of some, each site on others.
      long seed = (number++ + site.ordinal()) % NETWORKS;
      IntegerNetwork network = network(seed);
      Protection design = made(named.getValue(), network, seed);
      FaultPlan plan = plan(site, 1, seed);
      FlipTally tally = strike(design, plan, 0);
      Exposure exposure = new Exposure(plan, design);
      String where = named.getKey() + " on network " + seed;
      int images = plan.isPerTrial(site) ? 1 : IMAGES;
      long total = 0;
      for (Cells cells : exposure.cells()) {
        for (int layer = 0; layer < network.layers().size(); layer++) {
          for (int bit = 0; bit < exposure.width(cells, layer); bit++) {
            long exposed = images * exposure.bits(cells, layer, bit);
            total += exposed;
            assertThat(flips(tally, cells, layer, bit))
                .as("%s: %s, layer %d, bit %d", where, cells, layer, bit)
                .isEqualTo(exposed);
          }
        }
      }
      assertThat(tally.total()).as(where).isEqualTo(total);
      assertThat((double) total).as(where).isEqualTo(exposure.expectedFlips(IMAGES, 1));
      boolean exists =
          switch (site) {
            case TABLE -> network.layers().stream().anyMatch(layer -> !layer.tables().isEmpty());
            case SUM -> network.layers().stream().anyMatch(layer -> layer.added() > 0);
            case POSITION ->
                design.layers().stream().anyMatch(layer -> !layer.recomputedNeurons().isEmpty());
            default -> true;
          };
      assertThat(total > 0).as(where).isEqualTo(exists);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRODUCT_STREAM")
  void theMeanOfDrawnBitsIsTheRateOfTheExposedOnes(FaultSite site) {
    double rate = 0.02;
    int trials = 2;
    designs()
        .forEach(
            (name, settings) -> {
              IntegerNetwork network = network(2);
              Protection design = made(settings, network, 2);
              FaultPlan plan = plan(site, rate, 0);
              long flips = 0;
              for (int trial = 0; trial < trials; trial++) {
                flips += strike(design, plan, trial).total();
              }
              double expected = new Exposure(plan, design).expectedFlips(IMAGES, trials);
              assertThat((double) flips)
                  .as("%s at %s", name, site)
                  .isCloseTo(expected, within(4.5 * Math.sqrt(expected)));
            });
  }
}
