package io.faultmesh.machine.work;

/**
 * Neurons whose results leave the array, or the dot-product unit, together.
 *
 * @param lane column, or the number of columns for the dot-product unit
 * @param pass 0, or 1 and 2 for repetitions
 * @param firstOperandCycle when the first neuron's first operand met its processing element
 * @param step cycles from one result to the next; may be negative where the last row drains first
 * @param operandStep cycles from one neuron's first operand to the next one's
 * @param isRefused whether the check of its tile wants it computed again
 */
public record ResultBatch(
    FoldJob job,
    int lane,
    int[] neurons,
    int pass,
    long firstOperandCycle,
    int operandStep,
    int step,
    boolean isRefused) {

  /**
   * Results come one after the other; when one does, by its place, if the first comes at a cycle.
   */
  public long cycle(long first, int place) {
    return first + Math.max(0, step) * (long) place;
  }

  /** The same, wanted once more. */
  public ResultBatch refused() {
    return new ResultBatch(job, lane, neurons, pass, firstOperandCycle, operandStep, step, true);
  }

  public LayerJob layer() {
    return job.layer();
  }
}
