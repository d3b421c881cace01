package io.faultmesh.machine.work;

import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import java.util.Arrays;

/** One fold on the machine: which operands meet where, and which neurons come out. */
public final class FoldJob {
  private final LayerJob layer;
  private final int index;
  private final int repeated;
  private final Fold tile;
  private final int[] filters;
  private final int[] passes;
  private final Dataflow dataflow;
  private final int[] important;

  /**
   * A fold.
   *
   * @param index number in the layer's run
   * @param repeated number of the fold that this one repeats; its own if none
   * @param filters in columns, or in the order of the stream if input-stationary
   * @param passes per filter; null for the ordinary pass 0
   */
  FoldJob(LayerJob layer, int index, int repeated, Fold tile, int[] filters, int[] passes) {
    this.layer = layer;
    this.index = index;
    this.repeated = repeated;
    this.tile = tile;
    this.filters = filters;
    this.passes = passes;
    this.dataflow = layer.array().dataflow();
    this.important = passes == null ? important() : new int[0];
  }

  /** A fold that computes several passes at once, one behind the other in the columns. */
  static FoldJob abreast(LayerJob layer, int index, Fold tile, int[] once, int count) {
    int[] filters = new int[count * once.length];
    int[] passes = new int[filters.length];
    for (int i = 0; i < filters.length; i++) {
      filters[i] = once[i % once.length];
      passes[i] = i / once.length;
    }
    return new FoldJob(layer, index, index, tile, filters, passes);
  }

  private int[] important() {
    var recomputed = layer.recomputed();
    if (recomputed.isEmpty()) {
      return new int[0];
    }
    int pixels = layer.node().pixels();
    return Arrays.stream(filters)
        .flatMap(
            filter -> {
              int first = filter * pixels + tile.firstPixel();
              return recomputed.get(first, first + tile.pixels()).stream().map(n -> first + n);
            })
        .toArray();
  }

  /** The same fold in a later turn. */
  FoldJob again(LayerJob turn, int number) {
    return new FoldJob(turn, number, repeated, tile, filters, passes);
  }

  /** Number of the fold of the first pass whose sums it adds to. */
  int original() {
    return layer.mapping().foldOf(filters[0], tile.firstPixel(), tile.firstTap()).index();
  }

  /** Whether it is computed once more because of what a check has found. */
  public boolean isAgain() {
    return layer.turn().attempt() > 0;
  }

  public LayerJob layer() {
    return layer;
  }

  public int index() {
    return index;
  }

  public int repeated() {
    return repeated;
  }

  public Fold tile() {
    return tile;
  }

  public boolean isOutputStationary() {
    return dataflow == Dataflow.OUTPUT_STATIONARY;
  }

  public boolean isInputStationary() {
    return dataflow == Dataflow.INPUT_STATIONARY;
  }

  public int[] filters() {
    return filters;
  }

  /** The pass in which a filter, given by its place in the fold, is computed. */
  public int pass(int place) {
    return passes == null ? 0 : passes[place];
  }

  public boolean isRepetition() {
    return passes != null;
  }

  public int usedRows() {
    return isOutputStationary() ? tile.pixels() : tile.taps();
  }

  public int usedColumns() {
    return isInputStationary() ? tile.pixels() : filters.length;
  }

  public boolean uses(int row, int column) {
    return row < usedRows() && column < usedColumns();
  }

  /** Values of a row's stream. */
  public int streamLength() {
    return switch (dataflow) {
      case OUTPUT_STATIONARY -> tile.taps();
      case WEIGHT_STATIONARY -> tile.pixels();
      case INPUT_STATIONARY -> filters.length;
    };
  }

  /** Cycles of a row's stream; one more of operands stands for the checks if sums leave it. */
  public int streamCycles() {
    return streamLength() + (checksSums() && !isOutputStationary() ? 1 : 0);
  }

  private boolean checksSums() {
    return layer.tiles() != null;
  }

  /** Bytes of checksum weights that stream into the array. */
  public long checkBytes() {
    return checksSums() && !layer.node().isProduct()
        ? (long) tile.taps() * TileCheck.weightBits(layer.tiles()) / Byte.SIZE
        : 0;
  }

  /** Sums that leave a column. */
  public int sumsPerColumn() {
    return isOutputStationary() ? tile.pixels() : streamLength();
  }

  /** Bytes that stream into the array. */
  public long operandBytes() {
    return (long) tile.taps() * (filters.length + tile.pixels()) + checkBytes();
  }

  /** Bytes of running or finished sums, 4 each, that leave it. */
  public long sumBytes() {
    return (long) usedColumns() * sumsPerColumn() * Integer.BYTES;
  }

  public boolean isFirstTile() {
    return tile.firstTap() == 0;
  }

  /** Number of the fold that has the same neurons' first K tile. */
  public int firstTileIndex() {
    return isOutputStationary() ? index : index - tile.firstTap() / layer.mapping().rows();
  }

  /** Whether the machine runs this fold before another one. */
  public boolean isBefore(FoldJob other) {
    return layer.step() != other.layer.step()
        ? layer.step() < other.layer.step()
        : index < other.index;
  }

  public boolean isLastTile() {
    return tile.firstTap() + tile.taps() == layer.node().windowSize();
  }

  /** The neuron of a sum that leaves a column. */
  public int neuron(int column, int place) {
    int pixels = layer.node().pixels();
    return isInputStationary()
        ? filters[place] * pixels + tile.firstPixel() + column
        : filters[column] * pixels + tile.firstPixel() + place;
  }

  public int passOf(int column, int place) {
    return pass(isInputStationary() ? place : column);
  }

  /** The fold's neurons that the dot-product unit computes, ascending. */
  public int[] importantNeurons() {
    return important;
  }

  /** When, in a row's stream, an important neuron's value of it passes (not output-stationary). */
  int streamPlace(int neuron) {
    return isInputStationary() ? filterPlace(neuron) : pixelPlace(neuron);
  }

  /** Place among the fold's filters of an important neuron's filter. */
  public int filterPlace(int neuron) {
    LayerMapping mapping = layer.mapping();
    return mapping.place(neuron / layer.node().pixels()) - mapping.firstPlace(tile);
  }

  public int pixelPlace(int neuron) {
    return neuron % layer.node().pixels() - tile.firstPixel();
  }

  @Override
  public String toString() {
    return "fold " + index + " of layer " + layer.layer().index();
  }
}
