package io.faultmesh.machine.work;

/**
 * The operands of one row or column of a fold. Output-stationary, both sides stream; weight- and
 * input-stationary, a row streams and a column's operands stay, one in each row.
 *
 * @param lane row or column
 * @param operands null for the empty wave that runs along the last row of a partial fold
 * @param versions per column, what a flip makes of the operands on their way to it alone (only in
 *     folds that repeat channels); null where all columns see {@code operands}
 * @param cycles from the first value to the end of the last, stalls included
 */
public record Stream(
    FoldJob job, int lane, OperandVector operands, OperandVector[] versions, long cycles) {

  /** What a column sees. */
  public OperandVector at(int column) {
    return versions == null ? operands : versions[column];
  }

  public Stream struck(OperandVector changed) {
    return new Stream(job, lane, changed, null, cycles);
  }

  public Stream struck(OperandVector[] changed) {
    return new Stream(job, lane, operands, changed, cycles);
  }
}
