package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.ProtectSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Runs of single faults that stop where nothing differs, held against runs of whole networks. */
class SingleRunsTest {
  private static final ArraySettings ARRAY = new ArraySettings(8, 8, null, null, null);
  private static final int NETWORKS = 24;
  private static final int IMAGES = 3;
  private static final int FAULTS = 60;

  private static Protection design(IntegerNetwork network, List<byte[]> images, int kind) {
    DesignSettings settings =
        switch (kind % 3) {
          case 0 -> DesignSettings.preset(Preset.BASE);
          case 1 -> DesignSettings.preset(Preset.CRT2);
          default ->
              protecting(List.of(new Secded(), new io.faultmesh.protection.mechanism.Range()));
        };
    var bounds = BoundsMeasurement.of(network, images::get, 1);
    return Protection.of(
        settings,
        network,
        ARRAY,
        DppuSettings.DEFAULT,
        Importance.none(network.layers().size()),
        bounds::get);
  }

  private static DesignSettings protecting(List<ProtectSettings> mechanisms) {
    return new DesignSettings(
        null, "own", null, null, null, null, null, null, null, null, null, mechanisms);
  }

  static List<SingleFault> faults(Random random, Protection design, int images, int count) {
    List<FaultSite> sites = new ArrayList<>(List.of(FaultSite.values()));
    sites.remove(FaultSite.PE);
    List<SingleFault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FaultSite site = sites.get(random.nextInt(sites.size()));
      int layer = random.nextInt(design.network().layers().size());
      IntegerLayer own = design.network().layers().get(layer);
      long values = SiteSpace.values(site, own.node(), design.mappings().get(layer));
      faults.add(
          new SingleFault(
              5 + random.nextInt(images),
              layer,
              site,
              random.nextLong(values),
              random.nextInt(site.bitsPerValue())));
    }
    return faults;
  }

  /** Everything that a run says of a fault. */
  private static String text(SingleRuns.Answer answer) {
    StringBuilder text = new StringBuilder(Arrays.toString(answer.logits()));
    text.append(Arrays.toString(answer.golden())).append(answer.tookEffect());
    for (Outcome outcome : List.of(Outcome.CORRECTED, Outcome.MISCORRECTED, Outcome.DETECTED)) {
      text.append(' ').append(answer.checks().words(outcome));
    }
    return text.append(' ').append(answer.checks().total()).toString();
  }

  @Test
  void whatStopsEarlyGivesWhatTheWholeNetworkGives() {
    int effects = 0;
    int masked = 0;
    for (int seed = 0; seed < NETWORKS; seed++) {
      Random random = new Random(seed);
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      Map<Integer, byte[]> images = new TreeMap<>();
      List<byte[]> drawn = GeneratedNetworks.images(random, network, IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        images.put(5 + i, drawn.get(i));
      }
      Protection design = design(network, drawn, seed);
      List<SingleFault> faults = faults(random, design, IMAGES, FAULTS);
      String[] early = new String[FAULTS];
      String[] whole = new String[FAULTS];
      try (SingleRuns runs = new SingleRuns(design, KernelKind.FUSED);
          SingleRuns.Lane lane = runs.lane()) {
        lane.run(images, faults, (number, answer) -> early[number] = text(answer));
        lane.runWhole(images, faults, (number, answer) -> whole[number] = text(answer));
      }
      for (int i = 0; i < FAULTS; i++) {
        assertThat(early[i]).as("seed %d, %s", seed, faults.get(i)).isEqualTo(whole[i]);
        effects += early[i].contains("true") ? 1 : 0;
        masked += early[i].contains("false") ? 1 : 0;
      }
    }
    assertThat(effects).isGreaterThan(NETWORKS * FAULTS / 10);
    assertThat(masked).isGreaterThan(NETWORKS * FAULTS / 10);
  }
}
