package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.IdxFiles;
import io.faultmesh.oracle.RandomDesigns;
import io.faultmesh.oracle.SlowDesign;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CampaignTest {
  private static final Shape IMAGE = new Shape(1, 7, 6);
  private static final int WRITTEN = 80;
  private static final int IMAGES = 70;
  private static final int DESIGNS = 6;

  private final IntegerNetwork network =
      GeneratedNetworks.integers(GeneratedNetworks.onnx(5, IMAGE), 5, QuantisationSettings.DEFAULT);
  private final List<SlowDesign> designs = designs();

  @TempDir Path folder;

  /** Every site is struck in some of the designs. */
  private List<SlowDesign> designs() {
    Random random = new Random(11);
    List<SlowDesign> some = new ArrayList<>();
    List<FaultSite> sites = List.of(FaultSite.values());
    for (int i = 0; i < DESIGNS; i++) {
      int first = 3 * (i % 3);
      some.add(RandomDesigns.any(random, network, sites.subList(first, first + 3)));
    }
    return some;
  }

  /** By image: golden logits, and each design's logits and flips. */
  private Map<Integer, List<String>> run(int first, int images, int threads, int batch) {
    return run(first, images, threads, batch, KernelKind.FUSED);
  }

  private Map<Integer, List<String>> run(
      int first, int images, int threads, int batch, KernelKind fastest) {
    List<Campaign.Run> runs = new ArrayList<>();
    for (SlowDesign design : designs) {
      runs.add(new Campaign.Run(design.protection(network), design.plan(), design.trial()));
    }
    int classes = network.network().classes();
    Map<Integer, List<String>> results = new TreeMap<>();
    try (TestImages set = IdxFiles.open(folder, IMAGE, classes, WRITTEN, first, images);
        Campaign campaign =
            new Campaign(List.of(network), runs, set, threads, batch, fastest, false)) {
      assertThat(campaign.kernels()).containsKey(fastest);
      campaign.execute(
          one -> {
            for (int i = 0; i < one.labels().length; i++) {
              List<String> lines = new ArrayList<>();
              lines.add(Arrays.toString(one.golden().get(network)[i]));
              for (int r = 0; r < DESIGNS; r++) {
                lines.add(Arrays.toString(one.logits()[r][i]) + counts(one.flips()[r][i]));
              }
              results.put(one.firstIndex() + i, lines);
            }
          });
    }
    return results;
  }

  private static String counts(FlipTally tally) {
    StringBuilder text = new StringBuilder();
    for (FaultSite site : FaultSite.values()) {
      for (int bit = 0; bit < site.bitsPerValue(); bit++) {
        text.append(' ').append(tally.flips(site, 0, bit));
      }
    }
    return text.append(" of ").append(tally.total()).toString();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "1, 64", "2, 1", "2, 7", "2, 64"})
  void batchSizeAndThreadsChangeNothing(int threads, int batch) {
    assertThat(run(0, IMAGES, threads, batch)).isEqualTo(run(0, IMAGES, 1, 0)).hasSize(IMAGES);
  }

  @ParameterizedTest
  @EnumSource
  void theKindOfKernelsChangesNothing(KernelKind fastest) {
    assertThat(run(0, IMAGES, 2, 7, fastest)).isEqualTo(run(0, IMAGES, 1, 0));
  }

  @Test
  void twoHalvesMakeTheWhole() {
    Map<Integer, List<String>> halves = run(0, 31, 2, 8);
    halves.putAll(run(31, IMAGES - 31, 1, 16));
    assertThat(halves).isEqualTo(run(0, IMAGES, 2, 5));
  }

  @Test
  void imagesKeepTheirIndexInTheWholeSet() {
    SlowReference reference = new SlowReference(network, designs.get(0));
    Map<Integer, List<String>> results = run(4, 2, 1, 2);
    assertThat(results).containsOnlyKeys(7, 8);
    try (TestImages set =
        IdxFiles.open(folder, IMAGE, network.network().classes(), WRITTEN, 4, 2)) {
      Stream.of(7, 8)
          .forEach(
              index -> {
                byte[] image = network.quantiseInput(set.test(index).pixels());
                byte[] logits = reference.run(image, index).logits();
                assertThat(results.get(index).get(1)).startsWith(Arrays.toString(logits) + " ");
              });
    }
  }
}
