package io.faultmesh.fast.single;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.fast.BoundsMeasurement;
import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.QuantisationSettings;
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
      long values = SiteSpace.values(site, own, design.mappings().get(layer));
      if (values == 0) {
        i--;
        continue;
      }
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
      try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
          FastEngine.Lane memory = SingleRuns.memory(engine)) {
        SingleRuns.Lane lane =
            new SingleRuns(design, AcceleratorSettings.DEFAULT, engine).lane(memory);
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

  /** A layer whose branch is dead, and an addition that brings its results past the branch. */
  private static IntegerNetwork deadBranch() {
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(2, 5, 5);
    float[] weights = new float[2 * 2 * 3 * 3];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i % 7 - 3) * 0.2f;
    }
    AttributeProto pads = OnnxGraph.attribute("pads", new long[] {1, 1, 1, 1});
    String first = graph.node("Conv", List.of(image, graph.floats(weights, 2, 2, 3, 3)), pads);
    String dead = graph.node("Conv", List.of(first, graph.floats(new float[36], 2, 2, 3, 3)), pads);
    String sum = graph.node("Add", List.of(dead, first));
    String flat = graph.node("Flatten", List.of(sum));
    float[] dense = new float[3 * 50];
    for (int i = 0; i < dense.length; i++) {
      dense[i] = (i % 5 - 2) * 0.3f;
    }
    String logits =
        graph.node(
            "Gemm", List.of(flat, graph.floats(dense, 3, 50)), OnnxGraph.attribute("transB", 1));
    return GeneratedNetworks.integers(graph.toBytes(logits), 1, QuantisationSettings.DEFAULT);
  }

  @Test
  void aFaultThatLivesOnlyInASkipPathIsFollowed() {
    IntegerNetwork network = deadBranch();
    List<byte[]> drawn = GeneratedNetworks.images(new Random(3), network, 1);
    Protection design = design(network, drawn, 0);
    List<SingleFault> faults = new ArrayList<>();
    for (int value = 0; value < 50; value++) {
      for (int layer = 0; layer < 2; layer++) {
        faults.add(new SingleFault(5, layer, FaultSite.ACTIVATION, value, 7));
      }
    }
    int[] changed = new int[2];
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane memory = SingleRuns.memory(engine)) {
      SingleRuns.Lane lane =
          new SingleRuns(design, AcceleratorSettings.DEFAULT, engine).lane(memory);
      String[] early = new String[faults.size()];
      lane.run(
          Map.of(5, drawn.get(0)),
          faults,
          (number, answer) -> {
            early[number] = text(answer);
            if (!Arrays.equals(answer.logits(), answer.golden())) {
              changed[faults.get(number).layer()]++;
            }
          });
      lane.runWhole(
          Map.of(5, drawn.get(0)),
          faults,
          (number, answer) -> assertThat(early[number]).isEqualTo(text(answer)));
    }
    // The branch forgets what the first layer gives, so these came past it.
    assertThat(changed[0]).isPositive();
  }

  @Test
  void faultsThatZerosAndRoundingMaskAreCountedWithoutRunningAnythingBehind() {
    IntegerNetwork network = deadBranch();
    Map<Integer, byte[]> images =
        Map.of(5, GeneratedNetworks.images(new Random(3), network, 1).get(0));
    Protection design = design(network, List.copyOf(images.values()), 0);
    List<SingleFault> faults = new ArrayList<>();
    for (int value = 0; value < 50; value++) {
      // All weights of layer 1 are zero.
      faults.add(new SingleFault(5, 1, FaultSite.INPUT, value, 7));
      faults.add(new SingleFault(5, 0, FaultSite.ACCUMULATOR, value, value % 24));
    }
    SingleRuns.Answer[] early = new SingleRuns.Answer[faults.size()];
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane memory = SingleRuns.memory(engine)) {
      SingleRuns.Lane lane =
          new SingleRuns(design, AcceleratorSettings.DEFAULT, engine).lane(memory);
      lane.run(images, faults, (number, answer) -> early[number] = answer);
      lane.runWhole(
          images,
          faults,
          (number, answer) -> {
            assertThat(text(answer)).isEqualTo(text(early[number]));
            assertThat(answer.ran()).isTrue();
            if (!early[number].ran()) {
              assertThat(answer.logits()).isEqualTo(answer.golden());
            }
          });
    }
    int without = 0;
    for (int i = 0; i < early.length; i++) {
      assertThat(early[i].ran()).as("%s", faults.get(i)).isEqualTo(early[i].tookEffect());
      without += early[i].ran() ? 0 : 1;
    }
    // The fifty of the dead layer, and some of the sums whose results stay.
    assertThat(without).isGreaterThan(55).isLessThan(95);
  }
}
