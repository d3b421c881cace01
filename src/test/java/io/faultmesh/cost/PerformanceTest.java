package io.faultmesh.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import org.junit.jupiter.api.Test;

class PerformanceTest {
  private static final int SIDE = 4;

  /** Large enough for layers of many folds. */
  private static final IntegerNetwork NETWORK =
      GeneratedNetworks.integers(
          GeneratedNetworks.onnx(1, new Shape(4, 12, 12)), 1, QuantisationSettings.DEFAULT);

  private static Protection design(Preset preset, double important, ArraySettings array) {
    return design(preset, important, array, new DppuSettings(SIDE, SIDE, true, null));
  }

  private static Protection design(
      Preset preset, double important, ArraySettings array, DppuSettings dppu) {
    DesignSettings settings =
        new DesignSettings(
            preset,
            null,
            important,
            DesignSettings.Policy.PER_FOLD,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return Designs.of(NETWORK, settings, array, dppu);
  }

  private static ArraySettings array(Overlap overlap, boolean drain) {
    return new ArraySettings(SIDE, SIDE, null, overlap, drain);
  }

  @Test
  void withoutImportantNeuronsTheClosedFormHolds() {
    for (boolean drain : new boolean[] {true, false}) {
      long expectedNone = 0;
      long expectedPreload = 0;
      Protection base = design(Preset.BASE, 0, array(Overlap.NONE, drain));
      for (int layer = 0; layer < base.layers().size(); layer++) {
        Convolution node = base.network().layers().get(layer).node();
        long folds = new LayerMapping(base.array(), node).folds();
        long k = node.windowSize();
        long tail = 2 * SIDE - 2 + (drain ? SIDE : 0);
        expectedNone += folds * (k + tail);
        expectedPreload += (folds - 1) * Math.max(k, drain ? SIDE : 0) + k + tail;
      }
      assertThat(Performance.of(base).cycles()).isEqualTo(expectedNone);
      assertThat(Performance.of(design(Preset.BASE, 0, array(Overlap.PRELOAD, drain))).cycles())
          .isEqualTo(expectedPreload);
    }
  }

  /** HyCA: the array never waits as long as no fold has more than the unit can take. */
  @Test
  void aUnitThatKeepsUpStallsNothing() {
    ArraySettings array = array(Overlap.PRELOAD, true);
    // At most 4 of a fold's 16 neurons; 16 multipliers in groups of 4 take 4 per window of 4.
    Protection light = design(Preset.ARCH, 0.25, array, new DppuSettings(16, 4, true, null));
    Protection base = design(Preset.BASE, 0, array);
    int layers = base.layers().size();
    // Only the last window's service may show, at the end of a layer.
    assertThat(Performance.of(light).cycles() - Performance.of(base).cycles())
        .isBetween(0L, 1L * SIDE * layers);
  }

  @Test
  void moreImportantNeuronsAndFewerMultipliersNeverSaveCycles() {
    ArraySettings array = array(Overlap.PRELOAD, true);
    long last = 0;
    for (double important = 0; important <= 1; important += 0.125) {
      long cycles = Performance.of(design(Preset.ARCH, important, array)).cycles();
      assertThat(cycles).as("important %s", important).isGreaterThanOrEqualTo(last);
      last = cycles;
    }
    assertThat(last).isGreaterThan(2 * Performance.of(design(Preset.BASE, 0, array)).cycles());
    for (int multipliers = 8; multipliers <= 64; multipliers += 4) {
      DppuSettings dppu = new DppuSettings(multipliers, SIDE, true, null);
      long cycles = Performance.of(design(Preset.ARCH, 1, array, dppu)).cycles();
      assertThat(cycles).isLessThanOrEqualTo(last);
      last = cycles;
    }
  }

  @Test
  void onlyAUnitThatReadsDramMovesMoreBytes() {
    ArraySettings array = array(Overlap.PRELOAD, true);
    Performance base = Performance.of(design(Preset.BASE, 0, array));
    assertThat(Performance.of(design(Preset.ARCH, 0.2, array)).bandwidthLoss(base)).isZero();
    DppuSettings own = new DppuSettings(SIDE, SIDE, false, null);
    assertThat(Performance.of(design(Preset.ARCH, 0.2, array, own)).bandwidthLoss(base))
        .isPositive();
  }

  @Test
  void repeatedChannelsTakeExtraFolds() {
    ArraySettings array = array(Overlap.NONE, true);
    long base = Performance.of(design(Preset.BASE, 0, array)).cycles();
    assertThat(Performance.of(design(Preset.ALG, 1, array)).cycles())
        .isBetween(5 * base / 2, 3 * base);
  }

  @Test
  void otherDataflowsAreRefused() {
    ArraySettings array = new ArraySettings(SIDE, SIDE, Dataflow.WEIGHT_STATIONARY, null, null);
    assertThatThrownBy(() -> Performance.of(design(Preset.BASE, 0, array)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("output-stationary");
  }
}
