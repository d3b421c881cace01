package io.faultmesh.machine;

import io.faultmesh.mapping.Fold;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import java.util.Arrays;

/** One fold on the machine: which operands meet where, and which neurons come out. */
final class FoldJob {
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

  LayerJob layer() {
    return layer;
  }

  int index() {
    return index;
  }

  int repeated() {
    return repeated;
  }

  Fold tile() {
    return tile;
  }

  boolean isOutputStationary() {
    return dataflow == Dataflow.OUTPUT_STATIONARY;
  }

  boolean isInputStationary() {
    return dataflow == Dataflow.INPUT_STATIONARY;
  }

  int[] filters() {
    return filters;
  }

  /** The pass in which a filter, given by its place in the fold, is computed. */
  int pass(int place) {
    return passes == null ? 0 : passes[place];
  }

  boolean isRepetition() {
    return passes != null;
  }

  int usedRows() {
    return isOutputStationary() ? tile.pixels() : tile.taps();
  }

  int usedColumns() {
    return isInputStationary() ? tile.pixels() : filters.length;
  }

  boolean uses(int row, int column) {
    return row < usedRows() && column < usedColumns();
  }

  /** Values of a row's stream. */
  int streamLength() {
    return switch (dataflow) {
      case OUTPUT_STATIONARY -> tile.taps();
      case WEIGHT_STATIONARY -> tile.pixels();
      case INPUT_STATIONARY -> filters.length;
    };
  }

  /** Sums that leave a column. */
  int sumsPerColumn() {
    return isOutputStationary() ? tile.pixels() : streamLength();
  }

  boolean isFirstTile() {
    return tile.firstTap() == 0;
  }

  /** Number of the fold that has the same neurons' first K tile. */
  int firstTileIndex() {
    return isOutputStationary() ? index : index - tile.firstTap() / layer.mapping().rows();
  }

  /** Whether the machine runs this fold before another one. */
  boolean isBefore(FoldJob other) {
    return layer.step() != other.layer.step()
        ? layer.step() < other.layer.step()
        : index < other.index;
  }

  boolean isLastTile() {
    return tile.firstTap() + tile.taps() == layer.node().windowSize();
  }

  /** The neuron of a sum that leaves a column. */
  int neuron(int column, int place) {
    int pixels = layer.node().pixels();
    return isInputStationary()
        ? filters[place] * pixels + tile.firstPixel() + column
        : filters[column] * pixels + tile.firstPixel() + place;
  }

  int passOf(int column, int place) {
    return pass(isInputStationary() ? place : column);
  }

  /** The fold's neurons that the dot-product unit computes, ascending. */
  int[] importantNeurons() {
    return important;
  }

  /** When, in a row's stream, an important neuron's value of it passes (not output-stationary). */
  int streamPlace(int neuron) {
    return isInputStationary() ? filterPlace(neuron) : pixelPlace(neuron);
  }

  /** Place among the fold's filters of an important neuron's filter. */
  int filterPlace(int neuron) {
    return neuron / layer.node().pixels() - filters[0];
  }

  int pixelPlace(int neuron) {
    return neuron % layer.node().pixels() - tile.firstPixel();
  }

  @Override
  public String toString() {
    return "fold " + index + " of layer " + layer.layer().index();
  }
}
