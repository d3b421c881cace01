package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers of flips on LeNet-5, against the binomial distribution. */
class FlipStatisticsTest {
  private static final int IMAGES = 30;
  private static final int TRIALS = 50;
  private static final int VOTED_BITS = 3;
  private static final int ELEMENTS = 32 * 32;

  private static IntegerNetwork network;
  private static FastEngine engine;
  private static List<byte[]> images;
  private static byte[][] golden;

  @BeforeAll
  static void load() throws IOException {
    byte[] file = Files.readAllBytes(Path.of("scenarios", "networks", "lenet-fashion.onnx"));
    network = GeneratedNetworks.integers(file, 1, QuantisationSettings.DEFAULT);
    engine = new FastEngine(network);
    images = GeneratedNetworks.images(new Random(2), network, IMAGES);
    try (FastEngine.Lane lane = engine.lane(IMAGES)) {
      golden = lane.run(images, Strikes.NONE);
    }
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private record Struck(byte[][] logits, FlipTally[] tallies) {
    FlipTally sum() {
      FlipTally sum = new FlipTally(network.layers().size());
      for (FlipTally tally : tallies) {
        sum.add(tally);
      }
      return sum;
    }
  }

  private static Campaign.Run run(
      Preset preset, double ber, List<FaultSite> sites, List<Integer> bits, int trial) {
    Protection protection =
        Protection.of(
            DesignSettings.preset(preset),
            network,
            ArraySettings.DEFAULT,
            DppuSettings.DEFAULT,
            Importance.none(network.layers().size()));
    FaultSettings settings = new FaultSettings(List.of(ber), sites, null, 3L, bits, null, null);
    return new Campaign.Run(protection, new FaultPlan(settings, ber), trial);
  }

  private static Struck strike(Campaign.Run run) {
    FaultStrikes strikes =
        new FaultStrikes(
            run.protection(), run.plan(), run.trial(), Campaign.registers(run), 0, IMAGES, false);
    try (FastEngine.Lane lane = engine.lane(IMAGES)) {
      return new Struck(lane.run(images, strikes), strikes.tallies());
    }
  }

  /** Values of a site in one layer, from the layer's shapes. */
  private static long values(FaultSite site, Convolution layer) {
    long k = layer.windowSize();
    long m = layer.pixels();
    long n = layer.filters();
    int side = 32;
    return switch (site) {
      case ACTIVATION, ACCUMULATOR -> m * n;
      case PRODUCT, PARTIAL_SUM -> m * n * k;
      case WEIGHT -> n * k;
      case BIAS, SCALE -> n;
      // Binary elements have no streams.
      case TABLE, SUM, POSITION, PRODUCT_STREAM -> 0;
      case INPUT -> layer.input().shape().size();
      case DRAM -> n * k + layer.input().shape().size();
      case OPERAND -> k * (m * ((n + side - 1) / side) + n * ((m + side - 1) / side));
      case PE -> throw new IllegalArgumentException("pe belongs to no layer");
    };
  }

  private static double ber(FaultSite site) {
    return switch (site) {
      case PRODUCT, PARTIAL_SUM -> 1e-4;
      case WEIGHT, DRAM, OPERAND -> 1e-3;
      case ACTIVATION, ACCUMULATOR, INPUT, PE -> 1e-2;
      case BIAS, SCALE, TABLE, SUM, POSITION, PRODUCT_STREAM -> 3e-2;
    };
  }

  private static double deviations(long actual, double bits, double probability) {
    double spread = Math.sqrt(bits * probability * (1 - probability));
    return Math.abs(actual - bits * probability) / spread;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PE", "TABLE", "SUM", "POSITION", "PRODUCT_STREAM"})
  void everyCellHasAsManyFlipsAsChanceGives(FaultSite site) {
    FlipTally tally = strike(run(Preset.BASE, ber(site), List.of(site), null, 0)).sum();
    double bits = 0;
    int cells = 0;
    for (IntegerLayer layer : network.layers()) {
      double exposed = (double) IMAGES * values(site, layer.node());
      bits += exposed * site.bitsPerValue();
      for (int bit = 0; bit < site.bitsPerValue() && exposed * ber(site) >= 25; bit++) {
        cells++;
        assertThat(deviations(tally.flips(site, layer.index(), bit), exposed, ber(site)))
            .as("%s, layer %d, bit %d", site, layer.index(), bit)
            .isLessThan(4);
      }
    }
    assertThat(cells).isGreaterThanOrEqualTo(8);
    assertThat(deviations(tally.total(), bits, ber(site))).isLessThan(4);
  }

  @Test
  void stuckBitsAreAsManyAsChanceGives() {
    FaultSite site = FaultSite.PE;
    FlipTally tally = new FlipTally(network.layers().size());
    for (int trial = 0; trial < TRIALS; trial++) {
      tally.add(Campaign.perTrialFlips(run(Preset.BASE, ber(site), List.of(site), null, trial)));
    }
    double exposed = (double) TRIALS * ELEMENTS;
    for (int bit = 0; bit < site.bitsPerValue(); bit++) {
      assertThat(deviations(tally.flips(site, 0, bit), exposed, ber(site))).isLessThan(4);
    }
    assertThat(deviations(tally.total(), exposed * site.bitsPerValue(), ber(site))).isLessThan(4);
  }

  @Test
  void votedBitsKeepAnErrorOnlyWhereTwoReplicasDo() {
    double p = 0.05;
    double voted = 3 * p * p - 2 * p * p * p;
    FaultSite site = FaultSite.ACTIVATION;
    FlipTally tally = strike(run(Preset.CRT3, p, List.of(site), null, 0)).sum();
    int cells = 0;
    for (IntegerLayer layer : network.layers()) {
      double exposed = (double) IMAGES * layer.node().neurons();
      for (int bit = 0; bit < 8; bit++) {
        boolean isVoted = bit >= 8 - VOTED_BITS;
        double left = isVoted ? voted : p;
        if (exposed * left >= 25) {
          cells++;
          assertThat(deviations(tally.residual(site, layer.index(), bit), exposed, left))
              .isLessThan(4);
        }
        assertThat(
                deviations(tally.flips(site, layer.index(), bit), exposed * (isVoted ? 3 : 1), p))
            .isLessThan(4);
      }
    }
    assertThat(cells).isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource
  void zeroErrorRateGivesGoldenByteForByte(Preset preset) {
    Struck struck = strike(run(preset, 0, List.of(FaultSite.values()), null, 0));
    assertThat(struck.logits()).isDeepEqualTo(golden);
    assertThat(struck.sum().total()).isZero();
  }

  @Test
  void oneFlipPerTriplicatedBitGivesGolden() {
    FaultSite site = FaultSite.ACTIVATION;
    List<Integer> bits = List.of(5, 6, 7);
    Struck struck = strike(run(Preset.CRT3, 1e-4, List.of(site), bits, 0));
    Struck bare = strike(run(Preset.BASE, 1e-2, List.of(site), bits, 0));
    assertThat(Arrays.deepEquals(bare.logits(), golden)).isFalse();
    int healed = 0;
    for (int i = 0; i < IMAGES; i++) {
      long residual = 0;
      for (int layer = 0; layer < network.layers().size(); layer++) {
        for (int bit : bits) {
          residual += struck.tallies()[i].residual(site, layer, bit);
        }
      }
      if (residual == 0 && struck.tallies()[i].total() > 0) {
        healed++;
        assertThat(struck.logits()[i]).isEqualTo(golden[i]);
      }
    }
    assertThat(healed).isGreaterThan(IMAGES / 2);
  }
}
