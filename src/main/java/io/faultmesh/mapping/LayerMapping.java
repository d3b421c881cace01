package io.faultmesh.mapping;

import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A layer on the array. M output pixels, K products per neuron and N filters of each group are cut
 * into tiles; folds go by group, then filter tile, then pixel tile, then K tile.
 *
 * <p>Operands are numbered fold by fold. Output-stationary: the used rows' streams (pixels), then
 * the used columns' (filters), K values each. Weight- and input-stationary: the stationary tile row
 * by row, then the stream of each used row.
 */
public final class LayerMapping {
  private final Dataflow dataflow;
  private final int rows;
  private final int columns;
  private final int width;
  private final int streamLength;
  private final int abreast;
  private final int groups;
  private final int filters;
  private final int pixels;
  private final int taps;
  private final int filterTile;
  private final int pixelTile;
  private final int tapTile;
  private final long[] operandStarts;

  /** By filter within its group: where it stands. */
  private final int[] places;

  private final int[] channelRanks;

  /** A layer whose filters stand in their order. */
  public LayerMapping(ArraySettings array, Convolution layer) {
    this(array, layer, null, 1);
  }

  /**
   * A layer some of whose filters want to stand in front, and of which the array may compute
   * several passes at once, each in its part of the columns.
   *
   * @param channelRanks by filter: within a fold, larger ones stand in columns further left, equal
   *     ones in their order; null where all are equal
   * @param abreast passes side by side; columns that are left over stay idle
   */
  public LayerMapping(ArraySettings array, Convolution layer, int[] channelRanks, int abreast) {
    this.channelRanks = channelRanks;
    this.abreast = abreast;
    dataflow = array.dataflow();
    rows = array.rows();
    columns = array.columns() / abreast;
    width = array.columns();
    streamLength = array.stream() == null ? 0 : array.stream();
    groups = layer.groups();
    filters = layer.filtersPerGroup();
    pixels = layer.pixels();
    taps = layer.windowSize();
    filterTile = dataflow == Dataflow.INPUT_STATIONARY ? filters : columns;
    pixelTile =
        switch (dataflow) {
          case OUTPUT_STATIONARY -> rows;
          case WEIGHT_STATIONARY -> pixels;
          case INPUT_STATIONARY -> columns;
        };
    tapTile = dataflow == Dataflow.OUTPUT_STATIONARY ? taps : rows;
    operandStarts = new long[folds() + 1];
    for (int i = 0; i < folds(); i++) {
      Fold fold = fold(i);
      operandStarts[i + 1] =
          operandStarts[i] + (long) fold.taps() * (fold.filters() + fold.pixels());
    }
    places = dataflow == Dataflow.INPUT_STATIONARY ? null : places();
  }

  /** Bits of a stochastic product's stream; 0 where multipliers are binary. */
  public int streamLength() {
    return streamLength;
  }

  /** The same layer with the same wishes on another array. */
  public LayerMapping on(ArraySettings other, Convolution layer) {
    return new LayerMapping(other, layer, channelRanks, abreast);
  }

  private int[] places() {
    if (channelRanks == null) {
      return null;
    }
    int[] own = new int[groups * filters];
    for (int group = 0; group < groups; group++) {
      for (int n = 0; n < filters; n += filterTile) {
        int first = group * filters + n;
        int[] order =
            IntStream.range(first, first + Math.min(filterTile, filters - n))
                .boxed()
                .sorted(Comparator.comparing((Integer filter) -> -channelRanks[filter]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; i < order.length; i++) {
          own[order[i]] = n + i;
        }
      }
    }
    return own;
  }

  /** Where a fold's first column stands, counted within its group. */
  public int firstPlace(Fold fold) {
    return fold.firstFilter() % filters;
  }

  /** Where a filter stands, counted within its group. */
  public int place(int filter) {
    return places == null ? filter % filters : places[filter];
  }

  private static int tiles(int length, int tile) {
    return (length + tile - 1) / tile;
  }

  /** Folds that add up the same sums, one for each K tile. */
  int tapTiles() {
    return tiles(taps, tapTile);
  }

  /** Tiles of pixels that one tile of filters meets. */
  int pixelTiles() {
    return tiles(pixels, pixelTile);
  }

  public int folds() {
    return Math.multiplyExact(
        groups * tiles(filters, filterTile), tiles(pixels, pixelTile) * tiles(taps, tapTile));
  }

  public Fold fold(int index) {
    int tapTiles = tiles(taps, tapTile);
    int pixelTiles = tiles(pixels, pixelTile);
    int filterTiles = tiles(filters, filterTile);
    int k = index % tapTiles * tapTile;
    int m = index / tapTiles % pixelTiles * pixelTile;
    int n = index / tapTiles / pixelTiles % filterTiles * filterTile;
    int group = index / tapTiles / pixelTiles / filterTiles;
    return new Fold(
        index,
        group,
        group * filters + n,
        Math.min(filterTile, filters - n),
        m,
        Math.min(pixelTile, pixels - m),
        k,
        Math.min(tapTile, taps - k));
  }

  /** The fold that computes a product. */
  public Fold foldOf(int filter, int pixel, int tap) {
    int tile = filter / filters * tiles(filters, filterTile) + filter % filters / filterTile;
    int pixelStep = tile * tiles(pixels, pixelTile) + pixel / pixelTile;
    return fold(pixelStep * tiles(taps, tapTile) + tap / tapTile);
  }

  /** All operands of the layer's folds. */
  public long operands() {
    return operandStarts[operandStarts.length - 1];
  }

  public long firstOperand(Fold fold) {
    return operandStarts[fold.index()];
  }

  /** Number of the input value that a product takes. */
  public long inputOperand(Fold fold, int pixel, int tap) {
    int m = pixel - fold.firstPixel();
    int k = tap - fold.firstTap();
    long inFold =
        switch (dataflow) {
          case OUTPUT_STATIONARY -> (long) m * fold.taps() + k;
          case WEIGHT_STATIONARY ->
              (long) fold.taps() * fold.filters() + (long) k * fold.pixels() + m;
          case INPUT_STATIONARY -> (long) k * fold.pixels() + m;
        };
    return firstOperand(fold) + inFold;
  }

  /** Number of the weight that a product takes. */
  public long weightOperand(Fold fold, int filter, int tap) {
    int n = filter - fold.firstFilter();
    int k = tap - fold.firstTap();
    long inFold =
        switch (dataflow) {
          case OUTPUT_STATIONARY -> (long) fold.taps() * (fold.pixels() + n) + k;
          case WEIGHT_STATIONARY -> (long) k * fold.filters() + n;
          case INPUT_STATIONARY ->
              (long) fold.taps() * fold.pixels() + (long) k * fold.filters() + n;
        };
    return firstOperand(fold) + inFold;
  }

  /** The operand of a number: the inverse of {@link #inputOperand} and {@link #weightOperand}. */
  public Operand operand(long number) {
    int found = Arrays.binarySearch(operandStarts, number);
    Fold fold = fold(found >= 0 ? found : -found - 2);
    long inFold = number - firstOperand(fold);
    boolean inputsFirst = dataflow != Dataflow.WEIGHT_STATIONARY;
    long firstSide = (long) fold.taps() * (inputsFirst ? fold.pixels() : fold.filters());
    boolean isInput = inFold < firstSide == inputsFirst;
    long inSide = inFold < firstSide ? inFold : inFold - firstSide;
    int lane;
    int tap;
    if (dataflow == Dataflow.OUTPUT_STATIONARY) {
      lane = (int) (inSide / fold.taps());
      tap = (int) (inSide % fold.taps());
    } else {
      int lanes = isInput ? fold.pixels() : fold.filters();
      lane = (int) (inSide % lanes);
      tap = (int) (inSide / lanes);
    }
    return new Operand(
        fold,
        isInput,
        isInput ? -1 : fold.firstFilter() + lane,
        isInput ? fold.firstPixel() + lane : -1,
        fold.firstTap() + tap);
  }

  /** Number, row by row, of the processing element that makes a product. */
  public int processingElement(int filter, int pixel, int tap) {
    return processingElementAt(place(filter), pixel, tap);
  }

  /**
   * Like {@link #processingElement}, for a filter that stands at another place than its own.
   *
   * @param place of the filter, counted within its group
   */
  public int processingElementAt(int place, int pixel, int tap) {
    int column = (dataflow == Dataflow.INPUT_STATIONARY ? pixel : place) % columns;
    return row(pixel, tap) * width + column;
  }

  /** The same in another pass that is computed at the same time, in the columns right behind. */
  public int processingElementAbreast(int filter, int pixel, int tap, int pass) {
    return processingElement(filter, pixel, tap) + pass * foldOf(filter, pixel, tap).filters();
  }

  int pixels() {
    return pixels;
  }

  /** Products of a sum. */
  int taps() {
    return taps;
  }

  public int rows() {
    return rows;
  }

  /** Columns of the array, whose elements {@link #processingElement} numbers. */
  public int columns() {
    return width;
  }

  private int row(int pixel, int tap) {
    return (dataflow == Dataflow.OUTPUT_STATIONARY ? pixel : tap) % rows;
  }

  /** Whether one processing element keeps a neuron's sum through all its products. */
  public boolean isOutputStationary() {
    return dataflow == Dataflow.OUTPUT_STATIONARY;
  }
}
