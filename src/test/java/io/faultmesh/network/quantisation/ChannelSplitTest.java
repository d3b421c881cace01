package io.faultmesh.network.quantisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.SlowDesign;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Channels that are computed twice, each with half of the outgoing weights. */
class ChannelSplitTest {
  private static final long NETWORKS = 60;

  private static IntegerNetwork whole(long seed) {
    return seed % 4 == 3 ? GeneratedNetworks.prescribed(seed) : GeneratedNetworks.integers(seed);
  }

  private static boolean splits(IntegerNetwork network) {
    return network.network().layers().stream()
        .anyMatch(layer -> SplitPath.behind(network.network(), layer) != null);
  }

  @Test
  void answersStayBitForBit() {
    int split = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork whole = whole(seed);
      if (!splits(whole)) {
        continue;
      }
      split++;
      List<byte[]> images = GeneratedNetworks.images(new Random(seed), whole, 3);
      for (double share : new double[] {0.01, 0.3, 1}) {
        IntegerNetwork twice = ChannelSplit.of(whole, share);
        assertThat(twice.network().parameters())
            .as("seed %d, share %s", seed, share)
            .isGreaterThan(whole.network().parameters());
        assertThat(run(twice, images))
            .as("seed %d, share %s", seed, share)
            .isDeepEqualTo(run(whole, images));
      }
      // The oracle runs the split network as it runs any other.
      byte[] image = images.get(0);
      var slow = new SlowReference(ChannelSplit.of(whole, 0.5), SlowDesign.golden(whole));
      assertThat(slow.run(image, 0).logits()).isEqualTo(run(whole, List.of(image))[0]);
    }
    assertThat(split).isGreaterThan(15);
  }

  private static byte[][] run(IntegerNetwork network, List<byte[]> images) {
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(images.size())) {
      return lane.run(new ArrayList<>(images), Strikes.NONE);
    }
  }

  @Test
  void halvesOfOutgoingWeightsAddUpToTheWhole() {
    IntegerNetwork whole = whole(firstThatSplits());
    IntegerNetwork twice = ChannelSplit.of(whole, 1);
    int halved = 0;
    for (int i = 0; i < whole.layers().size(); i++) {
      Convolution before = whole.layers().get(i).node();
      SplitPath path = SplitPath.behind(whole.network(), before);
      if (path == null) {
        continue;
      }
      IntegerLayer next = layer(whole, path.to().name());
      IntegerLayer own = layer(twice, path.to().name());
      assertThat(own.node().windowSize()).isEqualTo(2 * next.node().windowSize());
      int k = next.node().windowSize();
      for (int filter = 0; filter < next.node().filters(); filter++) {
        // Filters that are split themselves stand behind the others.
        for (int tap = 0; tap < k; tap++) {
          int weight = next.weights()[filter * k + tap];
          int up = own.weights()[filter * 2 * k + tap];
          int down = own.weights()[filter * 2 * k + k + tap];
          assertThat(up).isEqualTo((int) Math.ceil(weight / 2.0));
          assertThat(down).isEqualTo((int) Math.floor(weight / 2.0));
          halved++;
        }
      }
    }
    assertThat(halved).isPositive();
  }

  private static long firstThatSplits() {
    for (long seed = 0; seed < NETWORKS; seed++) {
      if (splits(whole(seed))) {
        return seed;
      }
    }
    throw new AssertionError("no network splits");
  }

  private static IntegerLayer layer(IntegerNetwork network, String name) {
    return network.layers().stream()
        .filter(layer -> layer.node().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theChannelsWithTheLargestOutgoingWeightsAreSplit() {
    IntegerNetwork whole = whole(firstThatSplits());
    for (IntegerLayer from : whole.layers()) {
      SplitPath path = SplitPath.behind(whole.network(), from.node());
      if (path == null) {
        continue;
      }
      IntegerLayer next = layer(whole, path.to().name());
      IntegerLayer own = layer(ChannelSplit.of(whole, 1e-9), from.node().name());
      int k = from.node().windowSize();
      int filters = from.node().filters();
      assertThat(own.node().filters()).isEqualTo(filters + 1);
      int best = 0;
      for (int channel = 1; channel < filters; channel++) {
        best = outgoing(next, filters, channel) > outgoing(next, filters, best) ? channel : best;
      }
      for (int tap = 0; tap < from.node().windowSize(); tap++) {
        assertThat(own.weights()[filters * k + tap]).isEqualTo(from.weights()[best * k + tap]);
      }
      return;
    }
  }

  private static double outgoing(IntegerLayer next, int channels, int channel) {
    int k = next.node().windowSize();
    int perChannel = k / channels;
    double sum = 0;
    for (int filter = 0; filter < next.node().filters(); filter++) {
      for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
        sum += Math.abs(next.weights()[filter * k + i]) * (double) next.weightScales()[filter];
      }
    }
    return sum;
  }

  @Test
  void aNetworkWithoutSuchLayersIsRefused() {
    IntegerNetwork alone =
        LongStream.range(0, NETWORKS)
            .mapToObj(ChannelSplitTest::whole)
            .filter(network -> !splits(network))
            .findFirst()
            .orElseThrow();
    assertThat(ChannelSplit.of(alone, 0)).isSameAs(alone);
    assertThatThrownBy(() -> ChannelSplit.of(alone, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no layer whose channels");
  }
}
