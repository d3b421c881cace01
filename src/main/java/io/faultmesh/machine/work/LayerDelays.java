package io.faultmesh.machine.work;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What makes a layer take longer than its folds: late additions, of which elements of several
 * columns tell at once, and results that the dot-product unit computes at its end.
 */
public final class LayerDelays {
  /** The cycles in which an element had a late sum; the array waits one more for each. */
  private final Set<Long> cycles = ConcurrentHashMap.newKeySet();

  /** By pass and neuron, whether its last addition was late; who adds next has seen it come. */
  private final boolean[][] last;

  /** Set before the layer's results go on. */
  private volatile long unitCycles;

  LayerDelays(int passes, int neurons) {
    this.last = new boolean[passes][neurons];
  }

  /** An element's sum was late. */
  public void wasLate(long cycle) {
    cycles.add(cycle);
  }

  /** The dot-product unit computes results. */
  public void recompute(long ownCycles) {
    unitCycles = ownCycles;
  }

  /** How long it does. */
  long recomputing() {
    return unitCycles;
  }

  /** In how many cycles some sum was late. */
  int lateCycles() {
    return cycles.size();
  }

  /** Whether a neuron's last addition was late. */
  public boolean isLate(int pass, int neuron) {
    return last[pass][neuron];
  }

  public void setLate(int pass, int neuron, boolean own) {
    last[pass][neuron] = own;
  }
}
