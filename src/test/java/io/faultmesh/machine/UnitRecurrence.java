package io.faultmesh.machine;

import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.DppuSettings;
import java.util.BitSet;

/** The design's recurrence, fold by fold in the order of the mapping, in absolute cycles. */
final class UnitRecurrence {
  private final SingleLayer layer;
  private final ArraySettings array;
  private final DppuSettings unit;
  private final BitSet important;
  private final boolean stays;
  private final int window;

  /** When the last two windows were served, those of earlier folds included. */
  private long served;

  private long servedBefore;
  private long start;
  private long free;
  private long end;

  /**
   * A layer's account.
   *
   * @param window operands of a stream that a register file holds, output-stationary
   */
  UnitRecurrence(
      SingleLayer layer, ArraySettings array, int window, DppuSettings unit, BitSet important) {
    this.window = stays(array) ? array.rows() : window;
    this.layer = layer;
    this.array = array;
    this.unit = unit;
    this.important = important;
    this.stays = stays(array);
  }

  private static boolean stays(ArraySettings array) {
    return array.dataflow() != Dataflow.OUTPUT_STATIONARY;
  }

  long cycles() {
    int filterTile =
        array.dataflow() == Dataflow.INPUT_STATIONARY ? layer.filters() : array.columns();
    int pixelTile =
        switch (array.dataflow()) {
          case OUTPUT_STATIONARY -> array.rows();
          case WEIGHT_STATIONARY -> layer.pixels();
          case INPUT_STATIONARY -> array.columns();
        };
    int tapTile = stays ? array.rows() : layer.taps();
    boolean first = true;
    for (int n = 0; n < layer.filters(); n += filterTile) {
      for (int m = 0; m < layer.pixels(); m += pixelTile) {
        for (int k = 0; k < layer.taps(); k += tapTile) {
          fold(
              first,
              new int[] {n, Math.min(layer.filters(), n + filterTile)},
              new int[] {m, Math.min(layer.pixels(), m + pixelTile)},
              Math.min(tapTile, layer.taps() - k));
          first = false;
        }
      }
    }
    return end - 1;
  }

  private void fold(boolean first, int[] filters, int[] pixels, int taps) {
    boolean hidden = !first && array.overlap() == Overlap.PRELOAD;
    long earliest = first ? 0 : hidden ? free : end;
    start = earliest + (stays && !hidden ? array.rows() : 0);
    int stream =
        switch (array.dataflow()) {
          case OUTPUT_STATIONARY -> taps;
          case WEIGHT_STATIONARY -> pixels[1] - pixels[0];
          case INPUT_STATIONARY -> filters[1] - filters[0];
        };
    int[] neurons = new int[(stream + window - 1) / window];
    boolean any = false;
    for (int n = filters[0]; n < filters[1]; n++) {
      for (int m = pixels[0]; m < pixels[1]; m++) {
        if (!important.get(n * layer.pixels() + m)) {
          continue;
        }
        any = true;
        for (int w = 0; w < neurons.length; w++) {
          int place = array.dataflow() == Dataflow.WEIGHT_STATIONARY ? m - pixels[0] : n;
          neurons[w] += !stays || place / window == w ? 1 : 0;
        }
      }
    }
    long filled = start;
    if (any) {
      start = Math.max(start, servedBefore);
      filled = start;
      for (int w = 0; w < neurons.length; w++) {
        int length = Math.min(window, stream - w * window);
        filled = Math.max(filled, servedBefore) + length;
        long groups = unit.multipliers() / unit.group();
        long service =
            (neurons[w] + groups - 1)
                / groups
                * (((stays ? taps : length) + unit.group() - 1) / unit.group());
        servedBefore = served;
        served = Math.max(filled, served) + service;
      }
      end = Math.max(end, served);
    } else {
      filled = start + stream;
    }
    long streamed = filled - start;
    boolean drains = !stays && array.drain();
    free = start + (stays || drains ? Math.max(streamed, array.rows()) : streamed);
    long corner = start + streamed + array.rows() + array.columns() - 2;
    end = Math.max(end, corner + (drains ? array.rows() : 0));
  }
}
