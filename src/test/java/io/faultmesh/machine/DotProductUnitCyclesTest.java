package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The dot-product unit costs nothing up to its capacity, and beyond it what the recurrence says.
 */
class DotProductUnitCyclesTest {
  private static final int LAYERS = 40;

  /** A 32x32 array: four folds of 32 pixels and 32 filters, 288 products each. */
  private static final SingleLayer FULL = SingleLayer.of(8, 8, 3, 1, 32, 64);

  private static final ArraySettings WHOLE = ArraySettings.DEFAULT;

  /** Some neurons of each fold of {@link #FULL}, spread over its rows and columns. */
  private static BitSet perFold(int count) {
    BitSet important = new BitSet();
    for (int fold = 0; fold < 4; fold++) {
      int firstFilter = fold / 2 * 32;
      int firstPixel = fold % 2 * 32;
      for (int i = 0; i < count; i++) {
        int filter = firstFilter + i % 32;
        important.set(filter * FULL.pixels() + firstPixel + (7 * i + i / 32) % 32);
      }
    }
    assertThat(important.cardinality()).isEqualTo(4 * count);
    return important;
  }

  /** Sizes and groups with the capacities that HyCA publishes for windows of 32. */
  @ParameterizedTest
  @CsvSource({
    "16, 16, 16", "24, 24, 16", "32, 32, 32", "40, 40, 32", "48, 48, 32",
    "16, 8, 16", "24, 8, 24", "32, 8, 32", "40, 8, 40", "48, 8, 48",
  })
  void nothingIsLostUpToTheCapacity(int multipliers, int group, int capacity) {
    DppuSettings unit = new DppuSettings(multipliers, group, true, false);
    for (Overlap overlap : Overlap.values()) {
      ArraySettings array = new ArraySettings(32, 32, null, overlap, true);
      long bare = FULL.run(array, SingleLayer.IDEAL).cycles();
      assertThat(run(array, unit, perFold(capacity))).isEqualTo(bare);
      assertThat(run(array, unit, perFold(1))).isEqualTo(bare);
    }
    long bare = FULL.run(WHOLE, SingleLayer.IDEAL).cycles();
    assertThat(run(WHOLE, unit, perFold(capacity + capacity / 2))).isGreaterThan(bare);
  }

  private static long run(ArraySettings array, DppuSettings unit, BitSet important) {
    return FULL.run(Preset.ARCH, array, unit, SingleLayer.IDEAL, important).cycles();
  }

  @Test
  void beyondItCyclesFollowTheRecurrenceWhateverTheFoldsHold() {
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      int columns = 2 + random.nextInt(9);
      ArraySettings array =
          new ArraySettings(
              2 + random.nextInt(9),
              columns,
              Dataflow.values()[random.nextInt(3)],
              random.nextBoolean() ? Overlap.PRELOAD : Overlap.NONE,
              random.nextBoolean());
      int group = 1 + random.nextInt(8);
      DppuSettings unit = new DppuSettings(group * (1 + random.nextInt(4)), group, true, false);
      BitSet important = new BitSet();
      double density = random.nextDouble() * random.nextDouble();
      for (int neuron = 0; neuron < layer.layer().outputs(); neuron++) {
        important.set(neuron, random.nextDouble() < density);
      }
      LayerReport report = layer.run(Preset.ARCH, array, unit, SingleLayer.IDEAL, important);
      assertThat(report.cycles())
          .as("Failed on seed %d: %s %s %s", seed, layer.layer(), array, unit)
          .isEqualTo(new UnitRecurrence(layer, array, columns, unit, important).cycles());
    }
  }

  @Test
  void repeatedChannelsCostTheirExtraFolds() {
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      int rows = 2 + random.nextInt(9);
      int columns = 2 + random.nextInt(9);
      ArraySettings array = new ArraySettings(rows, columns, null, Overlap.NONE, false);
      BitSet channels = new BitSet();
      for (int channel = 0; channel < layer.filters(); channel++) {
        channels.set(channel, random.nextInt(3) == 0);
      }
      long perFold = layer.taps() + rows + columns - 2;
      long tiles = (layer.pixels() + rows - 1) / rows;
      long extra = (2L * channels.cardinality() + columns - 1) / columns * tiles;
      LayerReport bare = layer.run(array, SingleLayer.IDEAL);
      LayerReport repeated =
          layer.run(Preset.ALG, array, DppuSettings.DEFAULT, SingleLayer.IDEAL, channels);
      String failure = "Failed on seed " + seed + ": " + layer.layer() + " " + array;
      assertThat(repeated.folds()).as(failure).isEqualTo(bare.folds() + (int) extra);
      assertThat(repeated.cycles()).as(failure).isEqualTo(bare.cycles() + extra * perFold);
    }
  }

  @Test
  void votesInSpaceCostNoCycles() {
    for (Dataflow dataflow : Dataflow.values()) {
      ArraySettings array = new ArraySettings(8, 8, dataflow, null, null);
      LayerReport bare = FULL.run(array, SingleLayer.IDEAL);
      for (Preset preset : new Preset[] {Preset.CRT1, Preset.CRT2, Preset.CRT3}) {
        assertThat(FULL.run(preset, array, DppuSettings.DEFAULT, SingleLayer.IDEAL, new BitSet()))
            .isEqualTo(bare);
      }
    }
  }
}
