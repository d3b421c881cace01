package io.faultmesh.protection;

/**
 * The hardened part of an array: its first columns and its first rows.
 *
 * @param columns from the left, all of whose elements are hardened
 * @param rows from the top, all of whose elements are hardened
 * @param factor on the rates of flips and of stuck bits there, 0 to 1
 * @param size of a hardened element in ordinary ones, in area and energy
 */
public record Region(int columns, int rows, double factor, double size) {

  /** Whether an element is hardened. */
  public boolean covers(int row, int column) {
    return row < rows || column < columns;
  }

  /** How many elements of an array are hardened. */
  public int elements(int arrayRows, int arrayColumns) {
    int ordinaryRows = Math.max(0, arrayRows - rows);
    int ordinaryColumns = Math.max(0, arrayColumns - columns);
    return arrayRows * arrayColumns - ordinaryRows * ordinaryColumns;
  }
}
