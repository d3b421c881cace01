package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.cost.Performance;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.mapping.ClosedForm;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What check sums take without faults. */
class ChecksumOnTheMachineTest {
  private static final int ROWS = 8;
  private static final int COLUMNS = 5;
  private static final SingleLayer LAYER = SingleLayer.of(6, 6, 3, 1, 4, 12);
  private static final int PIXELS = 36;
  private static final int TAPS = 36;
  private static final int FILTERS = 12;

  private static Protection design(ArraySettings array, boolean checks) {
    return LAYER.guarded(array, checks ? List.of(new Checksum()) : List.of());
  }

  private static ImageResult run(Protection design) {
    return LoopMachine.run(Machine.of(design, SingleLayer.IDEAL, null, 0, LAYER.image()));
  }

  @ParameterizedTest
  @EnumSource(Overlap.class)
  void outputStationaryItTakesTheTimeOfOneMoreRowAndColumn(Overlap overlap) {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, overlap, true);
    Protection checked = design(array, true);
    ImageResult own = run(checked);
    ImageResult base = run(design(array, false));
    assertThat(own.logits()).isEqualTo(base.logits());
    assertThat(own.layers().get(0).folds()).isEqualTo(base.layers().get(0).folds());
    // As many folds as on the bare array, each with the times of the larger one.
    long folds = ClosedForm.of(array, 1, PIXELS, TAPS, FILTERS).folds();
    long fold = TAPS + 2 * (ROWS + 1) + (COLUMNS + 1) - 2;
    long cycles = overlap == Overlap.NONE ? folds * fold : (folds - 1) * TAPS + fold;
    assertThat(own.cycles() + 1).isEqualTo(cycles);
    assertThat(Performance.of(checked).cycles()).isEqualTo(cycles);
    assertThat(Performance.of(checked).dramBytes())
        .isEqualTo(Performance.of(design(array, false)).dramBytes() + 3 * TAPS * 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dataflow.class,
      names = {"WEIGHT_STATIONARY", "INPUT_STATIONARY"})
  void whereSumsStreamOutItTakesOneMoreColumnAndStep(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, dataflow, Overlap.NONE, true);
    ImageResult own = run(design(array, true));
    ImageResult base = run(design(array, false));
    assertThat(own.logits()).isEqualTo(base.logits());
    // A column and a step of the stream, two cycles a fold.
    assertThat(own.cycles()).isEqualTo(base.cycles() + 2 * own.layers().get(0).folds());
  }

  @Test
  void checkSumsArePaidFor() {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, null, null);
    ImageResult own = run(design(array, true));
    ImageResult base = run(design(array, false));
    assertThat(own.activity().macs()).isEqualTo(base.activity().macs());
    // Three tiles of filters, five of pixels: each pixel in three tiles, each filter in five.
    assertThat(own.activity().checkProducts()).isEqualTo((long) TAPS * (3 * PIXELS + 5 * FILTERS));
    assertThat(base.activity().checkProducts()).isZero();
    long streamed = own.activity().weightBuffer().readBytes();
    assertThat(streamed - base.activity().weightBuffer().readBytes()).isEqualTo(15L * TAPS * 2);
    assertThat(own.dramBytes() - base.dramBytes()).isEqualTo(3L * TAPS * 2);
  }
}
