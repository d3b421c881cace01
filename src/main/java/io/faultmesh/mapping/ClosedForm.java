package io.faultmesh.mapping;

import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;

/**
 * Folds and cycles of a layer on the bare array with ideal memory, by SCALE-Sim's formulas: what
 * the machine's message times come to, without values.
 *
 * @param cycles number of the last cycle, counted from 0
 */
public record ClosedForm(long folds, long cycles) {

  /**
   * The closed form.
   *
   * @param groups products of the other three side by side
   * @param pixels M, of the output
   * @param taps K, products per neuron
   * @param filters N, of a group
   * @throws ArithmeticException if the cycles exceed 63 bits
   */
  public static ClosedForm of(
      ArraySettings array, long groups, long pixels, long taps, long filters) {
    boolean staysPut = array.dataflow() != Dataflow.OUTPUT_STATIONARY;
    long acrossRows = staysPut ? taps : pixels;
    long acrossColumns = array.dataflow() == Dataflow.INPUT_STATIONARY ? pixels : filters;
    long stream =
        switch (array.dataflow()) {
          case OUTPUT_STATIONARY -> taps;
          case WEIGHT_STATIONARY -> pixels;
          case INPUT_STATIONARY -> filters;
        };
    long rows = array.rows();
    long folds =
        Math.multiplyExact(
            groups,
            Math.multiplyExact(tiles(acrossRows, rows), tiles(acrossColumns, array.columns())));
    // Stationary operands are moved in, or sums moved out, row by row.
    boolean moves = staysPut || array.drain();
    long fold = stream + rows + array.columns() - 2 + (moves ? rows : 0);
    if (array.overlap() == Overlap.NONE) {
      return new ClosedForm(folds, Math.multiplyExact(folds, fold) - 1);
    }
    long interval = moves ? Math.max(stream, rows) : stream;
    return new ClosedForm(folds, Math.addExact(Math.multiplyExact(folds - 1, interval), fold) - 1);
  }

  private static long tiles(long length, long tile) {
    return (length + tile - 1) / tile;
  }
}
