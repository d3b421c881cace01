package io.faultmesh.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cycles of layers on the bare array, worked out by hand. */
class ClosedFormTest {
  /**
   * A fold on 4x3: stream, plus the way through rows and columns, plus the move of what is
   * stationary; one fold after another, the last cycle counted from 0.
   */
  @ParameterizedTest
  @CsvSource({
    // 7 pixels over 4 rows, 5 filters over 3 columns: 4 folds of 10 + 4 + 3 - 2.
    "OUTPUT_STATIONARY, false, 7, 10, 5, 4, 59",
    "OUTPUT_STATIONARY, true, 7, 10, 5, 4, 75",
    // 10 taps over 4 rows, 5 filters over 3 columns: 6 folds of 7 + 4 + 3 - 2 + 4.
    "WEIGHT_STATIONARY, false, 7, 10, 5, 6, 95",
    // 10 taps over 4 rows, 7 pixels over 3 columns: 9 folds of 5 + 4 + 3 - 2 + 4.
    "INPUT_STATIONARY, false, 7, 10, 5, 9, 125"
  })
  void foldsFollowOneAnother(
      Dataflow dataflow,
      boolean drain,
      long pixels,
      long taps,
      long filters,
      long folds,
      long last) {
    ArraySettings array = new ArraySettings(4, 3, dataflow, Overlap.NONE, drain);
    assertThat(ClosedForm.of(array, 1, pixels, taps, filters))
        .isEqualTo(new ClosedForm(folds, last));
    assertThat(ClosedForm.of(array, 3, pixels, taps, filters))
        .isEqualTo(new ClosedForm(3 * folds, 3 * (last + 1) - 1));
  }

  @ParameterizedTest
  @CsvSource({
    // The next fold's operands come right behind: 3 intervals of 10, then a whole fold.
    "OUTPUT_STATIONARY, false, 7, 10, 5, 4, 44",
    "OUTPUT_STATIONARY, true, 7, 10, 5, 4, 48",
    // A stream shorter than the rows waits until they are moved.
    "OUTPUT_STATIONARY, true, 7, 2, 5, 4, 22",
    "WEIGHT_STATIONARY, false, 7, 10, 5, 6, 50",
    "WEIGHT_STATIONARY, false, 2, 10, 5, 6, 30"
  })
  void foldsOverlap(
      Dataflow dataflow,
      boolean drain,
      long pixels,
      long taps,
      long filters,
      long folds,
      long last) {
    ArraySettings array = new ArraySettings(4, 3, dataflow, Overlap.PRELOAD, drain);
    assertThat(ClosedForm.of(array, 1, pixels, taps, filters))
        .isEqualTo(new ClosedForm(folds, last));
  }

  @Test
  void moreCyclesThanANumberHoldsAreAnError() {
    ArraySettings array = new ArraySettings(1, 1, Dataflow.OUTPUT_STATIONARY, Overlap.NONE, false);
    assertThatThrownBy(() -> ClosedForm.of(array, 1L << 40, 1L << 40, 1, 1))
        .isInstanceOf(ArithmeticException.class);
  }
}
