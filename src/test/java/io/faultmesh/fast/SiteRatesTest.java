package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.Rates;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sites that have rates of their own. */
class SiteRatesTest {
  private static final IntegerNetwork NETWORK = GeneratedNetworks.integers(5);
  private static final Protection DESIGN =
      Protection.of(
          DesignSettings.preset(Preset.BASE),
          NETWORK,
          ArraySettings.DEFAULT,
          DppuSettings.DEFAULT,
          Importance.none(NETWORK.layers().size()));

  private static FaultPlan plan(Map<FaultSite, List<Double>> rates) {
    FaultSettings faults =
        new FaultSettings(new Rates.BySite(rates), null, 1, 9L, null, null, null);
    return new FaultPlan(faults, faults.points().get(0), null);
  }

  private static FaultPlan plan(FaultSite site, double rate) {
    return new FaultPlan(
        new FaultSettings(List.of(rate), List.of(site), 1, 9L, null, null, null), rate);
  }

  private static FlipTally flips(FaultPlan plan) {
    List<byte[]> images = GeneratedNetworks.images(new Random(2), NETWORK, 1);
    FaultStrikes strikes = new FaultStrikes(DESIGN, plan, 0, null, 0, 1, false);
    try (FastEngine engine = new FastEngine(NETWORK);
        FastEngine.Lane lane = engine.lane(1)) {
      lane.run(images, strikes);
    }
    return strikes.tallies()[0];
  }

  @Test
  void aSitesFlipsAreThoseOfItsOwnRateAlone() {
    FlipTally both =
        flips(plan(Map.of(FaultSite.WEIGHT, List.of(0.02), FaultSite.ACTIVATION, List.of(0.1))));
    FlipTally weights = flips(plan(FaultSite.WEIGHT, 0.02));
    FlipTally results = flips(plan(FaultSite.ACTIVATION, 0.1));
    assertThat(weights.total()).isPositive();
    assertThat(results.total()).isPositive();
    assertThat(both.total()).isEqualTo(weights.total() + results.total());
    for (int layer = 0; layer < NETWORK.layers().size(); layer++) {
      for (int bit = 0; bit < 8; bit++) {
        assertThat(both.flips(FaultSite.WEIGHT, layer, bit))
            .isEqualTo(weights.flips(FaultSite.WEIGHT, layer, bit));
        assertThat(both.flips(FaultSite.ACTIVATION, layer, bit))
            .isEqualTo(results.flips(FaultSite.ACTIVATION, layer, bit));
      }
    }
  }

  @Test
  void everySiteIsExpectedToFlipAtItsOwnRate() {
    FaultPlan both =
        plan(Map.of(FaultSite.WEIGHT, List.of(0.02), FaultSite.ACTIVATION, List.of(0.1)));
    double weights = new Exposure(plan(FaultSite.WEIGHT, 0.02), DESIGN).expectedFlips(3, 2);
    double results = new Exposure(plan(FaultSite.ACTIVATION, 0.1), DESIGN).expectedFlips(3, 2);
    assertThat(new Exposure(both, DESIGN).expectedFlips(3, 2))
        .isCloseTo(weights + results, within(1e-9));
  }
}
