package io.faultmesh.machine.work;

import io.faultmesh.protection.TileCheck;

/**
 * Neurons whose results leave the array, or the dot-product unit, together.
 *
 * @param lane column, or the number of columns for the dot-product unit
 * @param pass 0, or 1 and 2 for repetitions
 * @param firstOperandCycle when the first neuron's first operand met its processing element
 * @param step cycles from one result to the next; may be negative where the last row drains first
 * @param operandStep cycles from one neuron's first operand to the next one's
 * @param again what the check of its tile wants once more
 */
public record ResultBatch(
    FoldJob job,
    int lane,
    int[] neurons,
    int pass,
    long firstOperandCycle,
    int operandStep,
    int step,
    TileCheck.Again again) {

  /**
   * Results come one after the other; when one does, by its place, if the first comes at a cycle.
   */
  public long cycle(long first, int place) {
    return first + Math.max(0, step) * (long) place;
  }

  /** The first time that results are there, nothing wants them once more. */
  public ResultBatch(
      FoldJob job,
      int lane,
      int[] neurons,
      int pass,
      long firstOperandCycle,
      int operandStep,
      int step) {
    this(job, lane, neurons, pass, firstOperandCycle, operandStep, step, TileCheck.Again.NOTHING);
  }

  /** The same, of a tile that is wanted once more. */
  public ResultBatch again(TileCheck.Again what) {
    return new ResultBatch(job, lane, neurons, pass, firstOperandCycle, operandStep, step, what);
  }

  public LayerJob layer() {
    return job.layer();
  }
}
