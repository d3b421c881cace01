package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.RandomDesigns;
import io.faultmesh.oracle.SlowDesign;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fast engine under random faults and designs, against the slow reference. */
class FaultyInferenceTest {
  private static final int IMAGES = 2;
  private static final int PRODUCTS = 60;

  @ParameterizedTest
  @EnumSource
  void oneSiteEqualsTheSlowReference(FaultSite site) {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 120; seed++) {
      Random random = new Random(1000 * (site.ordinal() + 1) + seed);
      IntegerNetwork network = network(random);
      seen.addAll(
          outcomes(
              compare(seed, random, network, RandomDesigns.any(random, network, List.of(site)))));
    }
    for (String outcome : worthIt(site)) {
      assertThat(seen).contains(site + ", " + outcome);
    }
  }

  /** What every site's checks meet, so that what is compared is worth it. */
  private static List<String> worthIt(FaultSite site) {
    return switch (site) {
      case WEIGHT, INPUT ->
          List.of(
              "secded: CORRECTED", "secded: DETECTED", "parity: DETECTED", "majority: CORRECTED");
      case DRAM -> List.of("secded: CORRECTED", "secded: DETECTED", "parity: DETECTED");
      case ACTIVATION -> List.of("secded: CORRECTED", "parity: DETECTED", "tmr: CORRECTED");
      case ACCUMULATOR, PARTIAL_SUM, PRODUCT -> List.of("tmr: CORRECTED");
      case OPERAND, PRODUCT_STREAM, BIAS, SCALE, TABLE, SUM, POSITION, PE -> List.of();
    };
  }

  /** Words by check and outcome, whatever the layer. */
  private static Set<String> outcomes(Set<String> counted) {
    Set<String> outcomes = new TreeSet<>();
    for (String cell : counted) {
      if (cell.contains(": ")) {
        outcomes.add(cell.replaceAll(" of layer \\d+", ""));
      }
    }
    return outcomes;
  }

  @Test
  void severalSitesAtOnceEqualTheSlowReference() {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      IntegerNetwork network = network(random);
      seen.addAll(outcomes(compare(seed, random, network, RandomDesigns.any(random, network))));
    }
    for (String site : List.of("WEIGHT", "INPUT", "ACTIVATION", "DRAM")) {
      assertThat(seen).contains(site + ", secded: CORRECTED", site + ", secded: DETECTED");
    }
    assertThat(seen)
        .contains("INPUT, parity: MISSED", "INPUT, parity: FALSE_ALARM")
        .contains("INPUT, majority: DETECTED", "INPUT, majority: MISCORRECTED")
        .contains("DRAM, secded: MISCORRECTED", "DRAM, secded: FALSE_ALARM")
        .contains("ACCUMULATOR, range: DETECTED", "ACCUMULATOR, range: FALSE_ALARM")
        .contains("ACTIVATION, range: DETECTED", "ACTIVATION, range: FALSE_ALARM")
        .contains("ACTIVATION, tmr: CORRECTED", "ACTIVATION, tmr: MISCORRECTED")
        .contains("PARTIAL_SUM, tmr: CORRECTED", "PRODUCT, tmr: CORRECTED")
        .contains("ACTIVATION, repeat: CORRECTED", "ACTIVATION, repeat: MISCORRECTED")
        .contains("ACCUMULATOR, checksum: CORRECTED", "ACCUMULATOR, checksum: DETECTED")
        .contains("ACTIVATION, duplicate: DETECTED", "PARTIAL_SUM, razor: DETECTED");
  }

  @Test
  void productsOfActivationsEqualTheSlowReference() {
    int compared = 0;
    for (long seed = 0; compared < PRODUCTS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      if (network.network().layers().stream().anyMatch(Convolution::isProduct)) {
        Random random = new Random(seed);
        compare(seed, random, network, RandomDesigns.any(random, network));
        compared++;
      }
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedAndNothingElse() {
    IntegerNetwork network = GeneratedNetworks.integers(3);
    int refused = 0;
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<FaultSite> sites = List.of(FaultSite.WEIGHT, FaultSite.ACTIVATION);
      SlowDesign design = RandomDesigns.drawn(random, network, sites);
      if (design.isRefused()) {
        refused++;
        assertThatThrownBy(() -> design.protection(network)).isInstanceOf(BadInputException.class);
      } else {
        assertThat(design.protection(network).layers()).hasSameSizeAs(network.layers());
      }
    }
    assertThat(refused).isBetween(20, 150);
  }

  private static IntegerNetwork network(Random random) {
    int seed = random.nextInt(1000);
    if (seed % 10 == 0) {
      return GeneratedNetworks.ensemble(seed);
    }
    return random.nextInt(4) == 0
        ? GeneratedNetworks.prescribed(seed)
        : GeneratedNetworks.integers(seed);
  }

  /** Compares all, and gives what there was to count. */
  private static Set<String> compare(
      long seed, Random random, IntegerNetwork network, SlowDesign design) {
    Set<String> counted = new TreeSet<>();
    String where = "failed on seed " + seed + ": " + RandomDesigns.describe(design, network);
    int first = random.nextInt(1000);
    List<byte[]> images = GeneratedNetworks.images(random, network, IMAGES);
    Protection protection = design.protection(network);
    Campaign.Run run = new Campaign.Run(protection, design.plan(), design.trial());
    FaultStrikes strikes =
        new FaultStrikes(
            protection,
            design.plan(),
            design.trial(),
            Campaign.registers(run),
            first,
            IMAGES,
            false);
    RecordingStrikes record = RecordingStrikes.results(strikes);
    SlowReference reference = new SlowReference(network, design);
    try (FastEngine engine = new FastEngine(network, GoldenInferenceTest.kernel(seed));
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      byte[][] logits = lane.run(images, record);
      for (int i = 0; i < IMAGES; i++) {
        SlowReference.Result expected = reference.run(images.get(i), first + i);
        for (IntegerLayer layer : network.layers()) {
          assertThat(record.results(layer.index(), i))
              .as("layer " + layer.index() + ", " + where)
              .isEqualTo(expected.values().get(layer.node().output()));
        }
        assertThat(logits[i]).as(where).isEqualTo(expected.logits());
        assertThat(SlowReference.counts(strikes.tallies()[i], design, network.layers().size()))
            .as(where)
            .isEqualTo(expected.flips());
        counted.addAll(expected.flips().keySet());
      }
    }
    return counted;
  }
}
