package io.faultmesh.measure;

/** Fills {@link CrossedSums} cell by cell; the trials of an image follow each other. */
final class CellByCell {
  private final CrossedSums sums;
  private long value;
  private long count;

  CellByCell(int trials) {
    sums = new CrossedSums(trials);
  }

  /** Adds a cell that counts. */
  void add(int trial, int cell) {
    sums.addTrial(trial, cell, 1, (long) cell * cell);
    value += cell;
    count++;
  }

  void endImage() {
    sums.addImage(value, count);
    value = 0;
    count = 0;
  }

  CrossedSums sums() {
    return sums;
  }
}
