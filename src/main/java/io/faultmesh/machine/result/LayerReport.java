package io.faultmesh.machine.result;

/**
 * What a struck layer cost.
 *
 * @param index number of the layer
 * @param folds extra folds included
 * @param cycles number of the layer's last cycle, counted from 0 at its first
 * @param stallCycles cycles lost to memory and to late sums, included in {@code cycles}
 * @param macs products of the layer, repetitions not counted
 * @param dramBytes moved for the layer and the nodes that follow it
 */
public record LayerReport(
    int index, String name, long folds, long cycles, long stallCycles, long macs, long dramBytes) {

  /** The same as another layer of its network. */
  public LayerReport withIndex(int other) {
    return new LayerReport(other, name, folds, cycles, stallCycles, macs, dramBytes);
  }

  /** Products per processing element and cycle, over the layer's time. */
  public double utilisation(int processingElements) {
    return (double) macs / ((double) processingElements * cycles);
  }
}
