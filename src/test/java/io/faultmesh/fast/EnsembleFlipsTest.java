package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.Ensemble;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Combine;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which flips meet the members of an ensemble. */
class EnsembleFlipsTest {
  private static final int IMAGES = 2;
  private static final double RATE = 0.01;
  private static final List<FaultSite> SITES =
      List.of(
          FaultSite.DRAM,
          FaultSite.WEIGHT,
          FaultSite.INPUT,
          FaultSite.OPERAND,
          FaultSite.PARTIAL_SUM,
          FaultSite.BIAS,
          FaultSite.ACTIVATION);

  private record Struck(FlipTally[] tallies, RecordingStrikes results) {}

  private static Struck strike(IntegerNetwork network, List<byte[]> images, long seed) {
    Protection design =
        Protection.of(
            DesignSettings.preset(Preset.BASE),
            network,
            ArraySettings.DEFAULT,
            DppuSettings.DEFAULT,
            Importance.none(network.layers().size()));
    FaultPlan plan =
        new FaultPlan(new FaultSettings(List.of(RATE), SITES, 1, seed, null, null, null), RATE);
    FaultStrikes strikes = new FaultStrikes(design, plan, 0, null, 0, IMAGES, false);
    RecordingStrikes results = RecordingStrikes.results(strikes);
    try (FastEngine engine = new FastEngine(network, KernelKind.PLAIN);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      lane.run(new ArrayList<>(images), results);
    }
    return new Struck(strikes.tallies(), results);
  }

  @Test
  void theFirstMembersFlipsAreThoseOfItsNetworkAloneAndOthersHaveTheirOwn() {
    int different = 0;
    for (long seed = 0; seed < 8; seed++) {
      IntegerNetwork alone = GeneratedNetworks.integers(seed);
      IntegerNetwork twins = Ensemble.of(List.of(alone, alone), Combine.SUM);
      List<byte[]> images = GeneratedNetworks.images(new Random(seed), alone, IMAGES);
      Struck one = strike(alone, images, seed);
      Struck both = strike(twins, images, seed);
      int layers = alone.layers().size();
      for (int image = 0; image < IMAGES; image++) {
        for (int layer = 0; layer < layers; layer++) {
          String where = "seed " + seed + ", layer " + layer;
          assertThat(flips(both.tallies[image], layer))
              .as(where)
              .isEqualTo(flips(one.tallies[image], layer));
          assertThat(both.results.results(layer, image))
              .as(where)
              .isEqualTo(one.results.results(layer, image));
          List<Long> second = flips(both.tallies[image], layers + layer);
          different += second.equals(flips(one.tallies[image], layer)) ? 0 : 1;
        }
      }
    }
    assertThat(different).isGreaterThan(10);
  }

  private static List<Long> flips(FlipTally tally, int layer) {
    List<Long> flips = new ArrayList<>();
    for (FaultSite site : SITES) {
      for (int bit = 0; bit < site.bitsPerValue(); bit++) {
        flips.add(tally.flips(site, layer, bit));
      }
    }
    return flips;
  }
}
