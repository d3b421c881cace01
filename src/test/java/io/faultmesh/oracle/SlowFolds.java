package io.faultmesh.oracle;

import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each product of a layer is made and which operands it meets, found by walking through the
 * folds in their order: group, filter tile, pixel tile, K tile; in a fold the used rows' values,
 * then the used columns' (of a stationary tile: the tile row by row, then the stream of each row).
 */
final class SlowFolds {

  /** A value that a fold brings: of an input its pixel is set, of a weight its filter. */
  record Key(int tile, int filter, int pixel, int tap) {}

  private static final int NONE = -1;

  private final Convolution layer;
  private final Dataflow dataflow;
  private final int rows;
  private final int columns;
  private final int across;
  private final Map<Key, Long> numbers = new HashMap<>();
  private long next;

  /**
   * The folds of a layer.
   *
   * @param across filters that stand side by side in a fold
   */
  SlowFolds(ArraySettings array, Convolution layer, int across) {
    this.across = across;
    this.layer = layer;
    this.dataflow = array.dataflow();
    this.rows = array.rows();
    this.columns = array.columns();
    int perGroup = layer.filtersPerGroup();
    int filterTile = dataflow == Dataflow.INPUT_STATIONARY ? perGroup : across;
    int pixelTile =
        dataflow == Dataflow.OUTPUT_STATIONARY
            ? rows
            : dataflow == Dataflow.INPUT_STATIONARY ? columns : layer.pixels();
    int tapTile = dataflow == Dataflow.OUTPUT_STATIONARY ? layer.windowSize() : rows;
    for (int group = 0; group < layer.groups(); group++) {
      int end = (group + 1) * perGroup;
      for (int n = group * perGroup; n < end; n += filterTile) {
        for (int m = 0; m < layer.pixels(); m += pixelTile) {
          for (int k = 0; k < layer.windowSize(); k += tapTile) {
            fold(
                new int[] {n, Math.min(end, n + filterTile)},
                new int[] {m, Math.min(layer.pixels(), m + pixelTile)},
                new int[] {k, Math.min(layer.windowSize(), k + tapTile)});
          }
        }
      }
    }
  }

  private void fold(int[] filters, int[] pixels, int[] taps) {
    switch (dataflow) {
      case OUTPUT_STATIONARY -> {
        for (int m = pixels[0]; m < pixels[1]; m++) {
          for (int k = taps[0]; k < taps[1]; k++) {
            input(filters[0], m, k);
          }
        }
        for (int n = filters[0]; n < filters[1]; n++) {
          for (int k = taps[0]; k < taps[1]; k++) {
            weight(n, pixels[0], k);
          }
        }
      }
      case WEIGHT_STATIONARY -> {
        for (int k = taps[0]; k < taps[1]; k++) {
          for (int n = filters[0]; n < filters[1]; n++) {
            weight(n, pixels[0], k);
          }
        }
        for (int k = taps[0]; k < taps[1]; k++) {
          for (int m = pixels[0]; m < pixels[1]; m++) {
            input(filters[0], m, k);
          }
        }
      }
      case INPUT_STATIONARY -> {
        for (int k = taps[0]; k < taps[1]; k++) {
          for (int m = pixels[0]; m < pixels[1]; m++) {
            input(filters[0], m, k);
          }
        }
        for (int k = taps[0]; k < taps[1]; k++) {
          for (int n = filters[0]; n < filters[1]; n++) {
            weight(n, pixels[0], k);
          }
        }
      }
      default -> throw new IllegalStateException("" + dataflow);
    }
  }

  private void input(int firstFilter, int pixel, int tap) {
    numbers.put(new Key(firstFilter, NONE, pixel, tap), next++);
  }

  private void weight(int filter, int firstPixel, int tap) {
    numbers.put(new Key(firstPixel, filter, NONE, tap), next++);
  }

  /** All operands of the layer. */
  long operands() {
    return next;
  }

  long inputOperand(int filter, int pixel, int tap) {
    int perGroup = layer.filtersPerGroup();
    int inGroup = filter % perGroup;
    int firstInGroup = dataflow == Dataflow.INPUT_STATIONARY ? 0 : inGroup / across * across;
    return numbers.get(new Key(filter - inGroup + firstInGroup, NONE, pixel, tap));
  }

  long weightOperand(int filter, int pixel, int tap) {
    int firstPixel =
        switch (dataflow) {
          case OUTPUT_STATIONARY -> pixel / rows * rows;
          case WEIGHT_STATIONARY -> 0;
          case INPUT_STATIONARY -> pixel / columns * columns;
        };
    return numbers.get(new Key(firstPixel, filter, NONE, tap));
  }

  /**
   * The processing element of a product.
   *
   * @param place where the filter stands in its group's row of columns
   */
  int element(int place, int pixel, int tap) {
    int row = (dataflow == Dataflow.OUTPUT_STATIONARY ? pixel : tap) % rows;
    int column = dataflow == Dataflow.INPUT_STATIONARY ? pixel % columns : place % across;
    return row * columns + column;
  }

  /** The same for all sums that the same folds make. */
  List<Integer> tile(int filter, int pixel) {
    int perGroup = layer.filtersPerGroup();
    int group = filter / perGroup;
    int inGroup = filter % perGroup;
    return switch (dataflow) {
      case OUTPUT_STATIONARY -> List.of(group, inGroup / across, pixel / rows);
      case WEIGHT_STATIONARY -> List.of(group, inGroup / across);
      case INPUT_STATIONARY -> List.of(group, pixel / columns);
    };
  }

  boolean isOutputStationary() {
    return dataflow == Dataflow.OUTPUT_STATIONARY;
  }
}
