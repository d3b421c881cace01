package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.Outcome;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bounds of calibration images leave these as they are, and hold what others would be. */
class RangeTest {
  private static final int IMAGES = 6;

  private static List<byte[]> images(IntegerNetwork network, long seed) {
    Random random = new Random(seed);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = new byte[network.network().input().shape().size()];
      random.nextBytes(image);
      images.add(image);
    }
    return images;
  }

  private static byte[][] run(IntegerNetwork network, List<byte[]> images, Range range) {
    List<LayerBounds> bounds = BoundsMeasurement.of(network, images(network, 1)::get, IMAGES);
    DesignSettings settings =
        new DesignSettings(
            null, null, null, null, null, null, null, null, null, null, null, List.of(range));
    Protection design =
        Protection.of(
            settings,
            network,
            ArraySettings.DEFAULT,
            DppuSettings.DEFAULT,
            Importance.none(network.layers().size()),
            bounds::get);
    FaultPlan none = new FaultPlan(FaultSettings.NONE, 0);
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      return lane.run(images, new FaultStrikes(design, none, 0, null, 0, IMAGES, false));
    }
  }

  private static byte[][] bare(IntegerNetwork network, List<byte[]> images) {
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      return lane.run(images, Strikes.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(Range.Target.class)
  void imagesOfTheCalibrationKeepEveryBit(Range.Target target) {
    for (int seed = 0; seed < 12; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      List<byte[]> images = images(network, 1);
      Range zero = new Range(target, null, Range.Outside.ZERO, null, null);
      assertThat(run(network, images, zero)).isDeepEqualTo(bare(network, images));
    }
  }

  @ParameterizedTest
  @EnumSource(Range.Target.class)
  void nothingIsLeftOfValuesWhoseBoundIsZero(Range.Target target) {
    int changed = 0;
    for (int seed = 0; seed < 12; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      List<byte[]> images = images(network, 2);
      Range nothing = new Range(target, Range.Scope.LAYER, Range.Outside.ZERO, 0.0, null);
      byte[][] logits = run(network, images, nothing);
      for (byte[] own : logits) {
        // Whatever the image was, the last layer's results are zero.
        assertThat(own).isEqualTo(logits[0]);
      }
      changed += java.util.Arrays.deepEquals(logits, bare(network, images)) ? 0 : 1;
    }
    assertThat(changed).isGreaterThan(6);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {
        "DRAM",
        "WEIGHT",
        "INPUT",
        "OPERAND",
        "PRODUCT",
        "PARTIAL_SUM",
        "BIAS",
        "ACCUMULATOR"
      })
  void sumsBeyondTheirBoundsAreFlaggedWhateverStruckThem(FaultSite site) {
    assertThat(flagged(Range.Target.SUM, site)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultSite.class,
      names = {"SCALE", "ACTIVATION"})
  void whatStrikesBehindTheSumIsSeenInResultsOnly(FaultSite site) {
    assertThat(flagged(Range.Target.SUM, site)).isZero();
    assertThat(flagged(Range.Target.RESULT, site)).isPositive();
  }

  /** Values that a range flagged of the image that made its bounds; both engines agree. */
  private static long flagged(Range.Target target, FaultSite site) {
    Range range = new Range(target, null, null, null, null);
    double rate = site == FaultSite.PRODUCT || site == FaultSite.PARTIAL_SUM ? 1e-3 : 1e-2;
    BothEngines.Sum sum = BothEngines.compare(List.of(range), List.of(site), rate);
    // Later layers meet what the first one's errors made of their inputs.
    return sum.tally().guards().stream()
        .mapToLong(
            guard ->
                // What stored operands alone give is right, though they are struck.
                sum.tally().words(guard, 0, Outcome.DETECTED)
                    + sum.tally().words(guard, 0, Outcome.FALSE_ALARM))
        .sum();
  }
}
