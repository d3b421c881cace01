package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.mapping.ClosedForm;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With ideal memory the cycles that come out of message times equal the published formulas. */
class FoldCyclesTest {
  private static final int LAYERS = 25;

  @ParameterizedTest
  @CsvSource({"4, 4", "8, 8", "5, 11", "16, 64", "128, 128", "256, 3"})
  void randomLayersTakeTheCyclesOfTheClosedForm(int rows, int columns) {
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      for (Dataflow dataflow : Dataflow.values()) {
        ArraySettings array =
            new ArraySettings(rows, columns, dataflow, overlap(random), random.nextBoolean());
        LayerReport report = layer.run(array, SingleLayer.IDEAL);
        String failure = "Failed on seed " + seed + ": " + layer.layer() + " " + array;
        ClosedForm form = ClosedForm.of(array, 1, layer.pixels(), layer.taps(), layer.filters());
        assertThat(report.folds()).as(failure).isEqualTo(form.folds());
        assertThat(report.cycles()).as(failure).isEqualTo(form.cycles());
        assertThat(report.stallCycles()).as(failure).isZero();
      }
    }
  }

  /** Groups are separate products; a depthwise layer uses one column per group. */
  @Test
  void groupedLayersTakeTheirGroupsOneAfterAnother() {
    int grouped = 0;
    for (long seed = 0; seed < LAYERS; seed++) {
      Random random = new Random(seed);
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      ArraySettings array =
          new ArraySettings(
              1 + random.nextInt(9),
              1 + random.nextInt(9),
              Dataflow.values()[random.nextInt(3)],
              overlap(random),
              random.nextBoolean());
      Protection bare =
          Protection.of(
              DesignSettings.preset(Preset.BASE),
              network,
              array,
              DppuSettings.DEFAULT,
              Importance.none(network.layers().size()));
      byte[] image = GeneratedNetworks.images(random, network, 1).get(0);
      List<LayerReport> reports =
          LoopMachine.run(Machine.of(bare, SingleLayer.IDEAL, null, 0, image)).layers();
      for (LayerReport report : reports) {
        Convolution node = network.layers().get(report.index()).node();
        grouped += node.groups() > 1 ? 1 : 0;
        ClosedForm form =
            ClosedForm.of(
                array, node.groups(), node.pixels(), node.windowSize(), node.filtersPerGroup());
        assertThat(report.cycles())
            .as("Failed on seed %d: layer %d on %s", seed, report.index(), array)
            .isEqualTo(form.cycles());
      }
    }
    assertThat(grouped).isPositive();
  }

  private static Overlap overlap(Random random) {
    return random.nextBoolean() ? Overlap.PRELOAD : Overlap.NONE;
  }
}
